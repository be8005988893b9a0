// Passkeys: the browser signs what the server asked for, and the form takes the answer along. Without script, or in a
// browser that knows none, these forms stay hidden: a code by e-mail always works.
const bytesOf = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const wordsOf = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (credentials) => (credentials || []).map((one) => ({ ...one, id: bytesOf(one.id) }));

const asked = {
  async create({ publicKey }) {
    const user = { ...publicKey.user, id: bytesOf(publicKey.user.id) };
    const excludeCredentials = named(publicKey.excludeCredentials);
    const challenge = bytesOf(publicKey.challenge);
    const made = await navigator.credentials.create({ publicKey: { ...publicKey, user, challenge, excludeCredentials } });
    const transports = made.response.getTransports ? made.response.getTransports() : [];
    return answer(made, { attestationObject: wordsOf(made.response.attestationObject), transports });
  },
  async get({ publicKey }) {
    const allowCredentials = named(publicKey.allowCredentials);
    const challenge = bytesOf(publicKey.challenge);
    const shown = await navigator.credentials.get({ publicKey: { ...publicKey, challenge, allowCredentials } });
    const { authenticatorData, signature, userHandle } = shown.response;
    return answer(shown, {
      authenticatorData: wordsOf(authenticatorData),
      signature: wordsOf(signature),
      userHandle: userHandle && wordsOf(userHandle),
    });
  },
};

function answer(credential, response) {
  return JSON.stringify({
    id: credential.id,
    rawId: wordsOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: wordsOf(credential.response.clientDataJSON), ...response },
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const response = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).request_options;
}

// a passkey belongs to a name: browsers make none for a bare address such as 127.0.0.1
const hasName = !/^[\d.]+$|^\[/.test(location.hostname);
for (const form of window.PublicKeyCredential && hasName ? document.querySelectorAll("[data-passkey]") : []) {
  const fault = form.querySelector("[data-passkey-error]");
  form.hidden = false;
  for (const excuse of document.querySelectorAll("[data-passkey-none]")) excuse.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.hidden = true;
    try {
      form.elements.credential.value = await asked[form.dataset.passkey](await optionsOf(form));
      form.submit();
    } catch {
      fault.hidden = false;
    }
  });
}
