// Connection, sound, microphone: each test says in words what it found. Nothing leaves the machine.
const tests = {
  async network() {
    const start = performance.now();
    await fetch(document.querySelector('link[rel="stylesheet"]').href, { cache: "no-store" });
    const slow = performance.now() - start > 3000;
    return slow ? "Lente : fermez les autres onglets, ou branchez un câble." : "La connexion répond bien.";
  },
  async sound() {
    const audio = new AudioContext();
    const note = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.value = 0.2;
    note.connect(volume).connect(audio.destination);
    note.start();
    note.stop(audio.currentTime + 1);
    return "Une note vient d’être jouée. Rien entendu ? Vérifiez le volume et le casque.";
  },
  async microphone(row) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const audio = new AudioContext();
    const meter = row.querySelector("meter");
    const listener = audio.createAnalyser();
    audio.createMediaStreamSource(stream).connect(listener);
    const samples = new Float32Array(listener.fftSize);
    meter.hidden = false;
    let loudest = 0;
    for (const end = performance.now() + 5000; performance.now() < end; ) {
      await new Promise(requestAnimationFrame);
      listener.getFloatTimeDomainData(samples);
      meter.value = Math.max(...samples.map(Math.abs));
      loudest = Math.max(loudest, meter.value);
    }
    stream.getTracks().forEach((track) => track.stop());
    return loudest > 0.02 ? "On vous entend." : "Aucun son : vérifiez que le bon micro est choisi, et parlez pendant le test.";
  },
};

for (const row of document.querySelectorAll("[data-test]")) {
  const status = row.querySelector("[role=status]");
  row.hidden = false;
  row.querySelector("button").addEventListener("click", async () => {
    status.textContent = "Test en cours…";
    try {
      status.textContent = await tests[row.dataset.test](row);
    } catch {
      status.textContent = "Le test n’a pas pu se faire : autorisez-le dans votre navigateur, ou vérifiez à la main.";
    }
  });
}
