// A signature drawn with a finger, a pen or a mouse. Without script the name is written instead: nothing is lost.
for (const pad of document.querySelectorAll("[data-sign]")) {
  const canvas = pad.querySelector("canvas");
  const kept = pad.querySelector("input");
  const clear = pad.querySelector("[data-clear]");
  const written = pad.closest("form").querySelector("details[data-written]");
  const pen = canvas.getContext("2d");
  const strokes = [];
  let stroke = null;
  pad.hidden = false;
  if (!written.querySelector(".error, [aria-invalid]") && !written.querySelector("input").value) written.open = false;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 600, ((event.clientY - box.top) / box.height) * 300].map(Math.round);
  };
  const draw = () => {
    const dense = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * dense;
    canvas.height = canvas.clientHeight * dense;
    pen.scale(canvas.width / 600, canvas.height / 300);
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const one of strokes) {
      pen.beginPath();
      pen.moveTo(one[0], one[1]);
      for (let at = 2; at < one.length; at += 2) pen.lineTo(one[at], one[at + 1]);
      if (one.length === 2) pen.lineTo(one[0] + 1, one[1]);
      pen.stroke();
    }
    clear.disabled = !strokes.length;
    kept.value = strokes.length ? JSON.stringify(strokes) : "";
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (strokes.length >= 80) return;
    canvas.setPointerCapture(event.pointerId);
    stroke = place(event);
    strokes.push(stroke);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || stroke.length > 1500) return;
    const [x, y] = place(event);
    if (Math.abs(x - stroke.at(-2)) + Math.abs(y - stroke.at(-1)) < 4) return;
    stroke.push(x, y);
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { stroke = null; });
  clear.addEventListener("click", () => { strokes.length = 0; draw(); canvas.focus(); });
  new ResizeObserver(draw).observe(canvas);
}
