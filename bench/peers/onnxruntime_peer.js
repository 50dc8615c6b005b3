// Times one case with ONNX Runtime and prints one JSON line: onnxruntime_peer.js CASE SECONDS THREADS FOLDER, where FOLDER holds the
// models of onnx_models.py. The package is found through NODE_PATH.
const path = require('path');
const runtime = require('onnxruntime-node');
const { version } = require('onnxruntime-node/package.json');

async function repeat(run, seconds) {
  let start = performance.now();
  do await run(); while (performance.now() - start < Math.min(seconds, 0.2) * 1e3);
  const times = [];
  for (start = performance.now(); times.length < 3 || performance.now() - start < seconds * 1e3;) {
    const before = process.hrtime.bigint();
    await run();
    times.push(Number(process.hrtime.bigint() - before) / 1e9);
  }
  return times.sort((a, b) => a - b);
}

async function main(name, seconds, threads, folder) {
  const [, , width, form] = name.split('/');
  const hidden = Number(width), time = form === 'step' ? 1 : 100;
  const network = await runtime.InferenceSession.create(path.join(folder, `lstm-${hidden}.onnx`), {
    intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
  });
  const zeros = () => new runtime.Tensor('float32', new Float32Array(hidden), [1, 1, hidden]);
  const x = new runtime.Tensor('float32', Float32Array.from({ length: time * hidden }, () => Math.random() * 2 - 1), [time, 1, hidden]);
  let [h, c] = [zeros(), zeros()];
  const times = await repeat(async () => {
    const after = await network.run({ x, h, c });
    if (time === 1) [h, c] = [after.h_after, after.c_after];
  }, seconds);
  console.log(JSON.stringify({
    peer: 'ONNX Runtime', version, case: name, threads, repetitions: times.length,
    minimum_seconds: times[0], median_seconds: times[times.length >> 1],
  }));
}

const [name, seconds, threads, folder] = process.argv.slice(2);
main(name, Number(seconds), Number(threads), folder);
