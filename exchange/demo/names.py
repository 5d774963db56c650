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
        weight=9,
        women=("Dorothy", "Mary-Ann", "Grace", "Linda", "Abigail", "Joanne", "Ruth", "Peggy", "Charlotte", "Nell"),
        men=("Walter", "Earl", "Thomas", "Kenneth", "Roy", "Theodore", "Jack", "Russell", "Dean", "Everett"),
        families=("Whitcomb", "Harlow", "Pendergast", "Ashby", "Kingsley", "Thackeray", "Loomis", "Fairbanks", "Rudd"),
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
        weight=2,
        women=("Małgorzata", "Žofie", "Agnieszka", "Zdeňka"),
        men=("Łukasz", "Jiří", "Kazimierz", "Ondřej"),
        families=("Wiśniewska-Kowalczyk", "Dvořák", "Żółkiewski", "Březina"),
        language=Language.OTHER,
    ),
    Culture(
        weight=2,
        women=("Sólveig", "Åsa", "Marit", "Güneş"),
        men=("Bjørn", "Søren", "Þorsteinn", "Ömer"),
        families=("Østergaard", "Hallström", "Sæmundsson", "Özdemir", "Çelik"),
    ),
    Culture(
        weight=2,
        women=("Lakshmi", "Sunita", "Thilini", "Ayesha"),
        men=("Arjun", "Ravindranath", "Imran", "Suresh"),
        families=("Venkataraghavan", "Wickramasinghe-Athukorala", "Chaudhry", "Subramaniam"),
    ),
    Culture(
        weight=2,
        women=("Mei-Ling", "Soo-jin", "Hanako", "Xiu"),
        men=("Wei", "Tae-hyun", "Kenji", "Guo"),
        families=("Ouyang", "Park", "Nakamura", "Ng", "Li"),
        language=Language.OTHER,
    ),
    Culture(
        weight=2,
        women=("Adaeze", "Aïssatou", "Makeda", "Nomvula"),
        men=("Chukwuemeka", "Mamadou", "Tewodros", "Sipho"),
        families=("Okonkwo", "N'Diaye", "Gebremichael", "Dlamini"),
    ),
    Culture(
        weight=2,
        women=("Giulia", "Françoise", "Beatriz", "Anneliese"),
        men=("Jean-François", "Gianluca", "João Pedro", "Jürgen"),
        families=("D'Agostino", "Lefèvre", "dos Santos Conceição", "Groß", "von der Heyden-Lindenau"),
    ),
    Culture(
        weight=1,
        women=("Kalena", "Leilani", "Talulah"),
        men=("Keoni", "Tama", "Chayton"),
        families=("Kealoha", "Tūhoe", "Red Elk"),
    ),
)
