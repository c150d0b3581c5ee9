"""Has other processes compute something. One way a function; each names positions 1 and 3 if not said otherwise."""

import asyncio
import concurrent.futures
import multiprocessing
import subprocess
import sys


def halved(number):
    return number // 2


def queued(queue):
    queue.put([1, 3])


def pool(data):
    with multiprocessing.get_context("spawn").Pool(2) as workers:
        return workers.map(halved, [2, 6])


def process(data):
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    worker = context.Process(target=queued, args=(queue,))
    worker.start()
    result = queue.get()
    worker.join()
    return result if worker.exitcode == 0 else []


def executor(data):
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as workers:
        return list(workers.map(halved, [2, 6]))


def fork_server(data):
    with multiprocessing.get_context("forkserver").Pool(1) as workers:
        return workers.map(halved, [2, 6])


def fork_pool(data):
    with multiprocessing.get_context("fork").Pool(2) as workers:
        return workers.map(halved, [2, 6])


def interpreter(data):
    answer = subprocess.run([sys.executable, "-c", "print(1, 3)"], stdout=subprocess.PIPE, check=True)
    return [int(word) for word in answer.stdout.split()]


def coroutines(data):
    async def run():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "print(1, 3)", stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        return [int(word) for word in output.split()]

    return asyncio.run(run())


def threads(data):
    with concurrent.futures.ThreadPoolExecutor(4) as workers:
        return list(workers.map(halved, [2, 6]))


def has_same_prefix(data):
    """[7] if a process that multiprocessing starts, from sys.executable, has the prefix of this one."""
    code = "import sys; sys.exit(7 if sys.prefix == %r else 1)" % sys.prefix
    worker = multiprocessing.get_context("spawn").Process(target=exec, args=(code,))
    worker.start()
    worker.join()
    return [worker.exitcode]
