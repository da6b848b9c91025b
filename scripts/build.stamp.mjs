// What a build is made of, for GET /v4/info: the time and, in a git checkout, branch and commit.
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Null where git is missing, or the folder is no checkout. */
const git = (folder, ...args) => {
  try {
    return execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // No git, no commit, no checkout: all the same to who asks, and no reason not to build.
    return null;
  }
};

const NO_GIT = { branch: '', commit: '', commitTimeMs: 0 };

/** The package may lie in somebody else's checkout (in its node_modules), whose commit is not ours. */
const isCheckout = (folder) => {
  const top = git(folder, 'rev-parse', '--show-toplevel');
  return top !== null && realpathSync(top) === realpathSync(folder);
};

const gitOf = (folder) => {
  const [commit, seconds] = (git(folder, 'log', '-1', '--format=%h %ct') ?? '').split(' ');
  if (seconds === undefined || !isCheckout(folder)) return NO_GIT;
  const isChanged = git(folder, 'status', '--porcelain', '--untracked-files=no') !== '';
  return {
    branch: git(folder, 'branch', '--show-current') ?? '',
    commit: isChanged ? `${commit}-dirty` : commit,
    commitTimeMs: Number(seconds) * 1000,
  };
};

/**
 * @param folder the package's root
 * @param env SOURCE_DATE_EPOCH, in seconds, stands for the time: the same sources then give the same build
 */
export const buildStamp = (folder = fileURLToPath(new URL('..', import.meta.url)), env = process.env) => {
  const epoch = Number(env.SOURCE_DATE_EPOCH || NaN);
  return { buildTimeMs: Number.isInteger(epoch) ? epoch * 1000 : Date.now(), git: gitOf(folder) };
};
