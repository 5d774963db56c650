"""Invented names. Whoever bears one of them by chance is not meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from patients.models import Patient

Language = Patient.Language


@dataclass(frozen=True, kw_only=True)
class Culture:
    """Names that go together, how often they come (a weight), and what is spoken beside English."""

    weight: int
    women: Sequence[str]
    men: Sequence[str]
    families: Sequence[str]
    language: str = Language.ENGLISH


CULTURES = (
    Culture(
        weight=8,
        women=(
            "Dorothy",
            "Mary-Ann",
            "Grace",
            "Linda",
            "Abigail",
            "Joanne",
            "Ruth",
            "Peggy",
            "Charlotte",
            "Nell",
            "Irene",
            "Constance",
        ),
        men=(
            "Walter",
            "Earl",
            "Thomas",
            "Kenneth",
            "Roy",
            "Theodore",
            "Jack",
            "Russell",
            "Dean",
            "Everett",
            "Clyde",
            "Alvin",
        ),
        families=(
            "Whitcomb",
            "Harlow",
            "Pendergast",
            "Ashby",
            "Kingsley",
            "Thackeray",
            "Loomis",
            "Fairbanks",
            "Rudd",
            "Hollis",
            "Tate",
        ),
    ),
    Culture(
        weight=4,
        women=("Latoya", "Denise", "Keisha", "Ebony", "Bernice", "Yolanda"),
        men=("Darnell", "Marcus", "Tyrone", "Clarence", "Isaiah", "Reginald"),
        families=("Freeman", "Booker", "Gaines", "Baldwin", "Broadnax", "Tolliver"),
    ),
    Culture(
        weight=5,
        women=("María José", "Guadalupe", "Ximena", "Inés", "Rosario", "Lucía", "Begoña"),
        men=("José Ángel", "Andrés", "Raúl", "Joaquín", "Héctor", "Ramón", "Iñigo"),
        families=("Peña Villalobos", "Núñez", "de la Cruz Montoya", "Ibáñez", "Zúñiga", "Quiñones", "Echeverría"),
        language=Language.SPANISH,
    ),
    Culture(
        weight=2,
        women=("Siobhán", "Maeve", "Aoife", "Bríd"),
        men=("Seán", "Cormac", "Padraig", "Eoin"),
        families=("O'Sullivan", "O'Donoghue", "MacGiolla Phádraig", "Ní Bhriain", "D'Arcy"),
    ),
    Culture(
        weight=2,
        women=("Thị Hồng", "Ngọc Ánh", "Lan"),
        men=("Văn Đức", "Minh", "Quốc Bảo"),
        families=("Nguyễn", "Trần", "Phạm", "Đặng"),
        language=Language.OTHER,
    ),
    Culture(
        weight=1,
        women=("Małgorzata", "Agnieszka", "Bożena"),
        men=("Łukasz", "Kazimierz", "Zbigniew"),
        families=("Wiśniewska-Kowalczyk", "Żółkiewski", "Wójcik"),
        language=Language.OTHER,
    ),
    Culture(
        weight=1,
        women=("Žofie", "Zdeňka", "Markéta"),
        men=("Jiří", "Ondřej", "Štěpán"),
        families=("Dvořák", "Březina", "Růžička"),
        language=Language.OTHER,
    ),
    Culture(
        weight=2,
        women=("Sólveig", "Åsa", "Marit", "Guðrún"),
        men=("Bjørn", "Søren", "Þorsteinn", "Jørgen"),
        families=("Østergaard", "Hallström", "Sæmundsson", "Bjørnstad"),
    ),
    Culture(
        weight=1,
        women=("Güneş", "Ayşe", "Nilüfer"),
        men=("Ömer", "Çağlar", "Mehmet"),
        families=("Özdemir", "Çelik", "Yıldız"),  # noqa: RUF001
    ),
    Culture(
        weight=2,
        women=("Lakshmi", "Sunita", "Kavitha", "Meenakshi"),
        men=("Arjun", "Ravindranath", "Suresh", "Anand"),
        families=("Venkataraghavan", "Subramaniam", "Deshpande", "Wickramasinghe-Athukorala"),
    ),
    Culture(
        weight=1,
        women=("Ayesha", "Noor", "Fatima Zahra"),
        men=("Imran", "Yusuf", "Abd al-Rahman"),
        families=("Chaudhry", "al-Khatib", "Qureshi"),
    ),
    Culture(
        weight=1,
        women=("Mei-Ling", "Xiu", "Yan"),
        men=("Wei", "Guo", "Jian"),
        families=("Ouyang", "Ng", "Li"),
        language=Language.OTHER,
    ),
    Culture(
        weight=1,
        women=("Soo-jin", "Hye-won", "Min-ji"),
        men=("Tae-hyun", "Joon-ho", "Sang-woo"),
        families=("Park", "Yoon", "Kwon"),
        language=Language.OTHER,
    ),
    Culture(
        weight=1,
        women=("Hanako", "Yumiko", "Emi"),
        men=("Kenji", "Takeshi", "Ken'ichi"),
        families=("Nakamura", "Ōishi", "Tanaka"),
    ),
    Culture(
        weight=1,
        women=("Adaeze", "Ngozi", "Ifeoma"),
        men=("Chukwuemeka", "Obinna", "Ikenna"),
        families=("Okonkwo", "Nwachukwu", "Eze"),
    ),
    Culture(
        weight=1,
        women=("Aïssatou", "Fatou", "Mariama"),
        men=("Mamadou", "Ousmane", "Cheikh"),
        families=("N'Diaye", "Diop", "Sow"),
    ),
    Culture(
        weight=1,
        women=("Makeda", "Tigist"),
        men=("Tewodros", "Yonas"),
        families=("Gebremichael", "Haile"),
        language=Language.OTHER,
    ),
    Culture(
        weight=1,
        women=("Françoise", "Amélie", "Maëlle"),
        men=("Jean-François", "Étienne", "Loïc"),
        families=("Lefèvre", "d'Aubigné", "Beauchêne"),
    ),
    Culture(
        weight=1,
        women=("Giulia", "Concetta", "Rosalia"),
        men=("Gianluca", "Salvatore", "Niccolò"),
        families=("D'Agostino", "Dell'Acqua", "Russo"),
    ),
    Culture(
        weight=1,
        women=("Beatriz", "Conceição", "Inês"),
        men=("João Pedro", "Tomé", "Gonçalo"),
        families=("dos Santos Magalhães", "Araújo", "Simões"),
    ),
    Culture(
        weight=1,
        women=("Anneliese", "Käthe", "Gesine"),
        men=("Jürgen", "Götz", "Lothar"),
        families=("Groß", "von der Heyden-Lindenau", "Müller"),
    ),
    Culture(
        weight=1,
        women=("Leilani", "Kalena"),
        men=("Keoni", "Kimo"),
        families=("Kealoha", "Kahananui"),
    ),
)
