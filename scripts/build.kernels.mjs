// Compiles the filter kernels (AssemblyScript) into one WebAssembly module, as text that can be imported.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('../src/dsp', import.meta.url));
const OUT = 'kernel.wasm';
const OPTIONS = ['-O3', '--runtime', 'minimal', '--enable', 'simd', '--noAssert'];

export const buildKernels = async () => {
  const files = new Map();
  const { error, stderr } = await asc.main(
    ['module.as.ts', '--outFile', OUT, ...OPTIONS, '--baseDir', folder],
    {
      writeFile: (name, contents) => void files.set(name, contents),
    },
  );
  if (error !== null) throw new Error(`The filter kernels do not compile:\n${stderr.toString()}`);
  const base64 = Buffer.from(files.get(OUT)).toString('base64');
  const source = `// Made of module.as.ts by scripts/build.kernels.mjs; not committed.\nexport const KERNEL_BASE64 =\n  '${base64}';\n`;
  await writeFile(`${folder}/kernel.generated.ts`, source);
};
