/** Two short tones, made here so that nothing has to be loaded. Must be called by a tap. */
export async function playTestTone(): Promise<void> {
  const context = new AudioContext();
  await context.resume();
  const gain = context.createGain();
  gain.gain.value = 0.3;
  gain.connect(context.destination);
  const ended = [660, 880].map((hertz, i) => {
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain);
    tone.start(context.currentTime + i * 0.45);
    tone.stop(context.currentTime + i * 0.45 + 0.35);
    return new Promise((done) => tone.addEventListener('ended', done));
  });
  await Promise.all(ended);
  await context.close();
}
