// A form marked data-swap is replaced by what the server answers, nothing else moves; without script it is posted.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-swap]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", headers: { "HX-Request": "true" }, body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = document.adoptNode(page.getElementById(form.id));
    form.replaceWith(fresh);
    fresh.querySelector('[tabindex="-1"]')?.focus();
  } catch {
    button.disabled = false;
    form.submit();
  }
});
