// « Copier »: shown only where it works; without script the text can still be selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const words = button.querySelector("[data-copied]");
  const before = words.textContent;
  const status = button.closest("section").querySelector("[data-copy-status]");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = status.textContent = words.dataset.copied;
    setTimeout(() => { words.textContent = before; status.textContent = ""; }, 4000);
  });
}
