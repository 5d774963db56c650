// A figure as PNG: the browser draws the SVG of the same address, so that both are one picture. Twice its size, so
// that it stays sharp on a slide.
const SCALE = 2;

for (const link of document.querySelectorAll("a[data-png]")) {
  link.hidden = false;
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const picture = new Image();
    picture.src = link.href;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = SCALE * picture.naturalWidth;
    canvas.height = SCALE * picture.naturalHeight;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const save = document.createElement("a");
      save.href = URL.createObjectURL(blob);
      save.download = link.dataset.png;
      save.click();
      setTimeout(() => URL.revokeObjectURL(save.href), 10_000);
    }, "image/png");
  });
}
