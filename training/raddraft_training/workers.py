"""Several processes that train one network: each has examples of its own, their gradients are averaged before every step."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing
from torch import Tensor


def _worker(rank: int, workers: int, meeting: str, threads: int, work: Callable[[int, int], object]) -> None:
    torch.set_num_threads(threads)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=workers)
    try:
        work(rank, workers)
    finally:
        distributed.destroy_process_group()


def run_workers(workers: int, threads: int, work: Callable[[int, int], object]) -> None:
    """Runs `work(rank, workers)` in as many processes, or here when there is one. work: picklable, so no function of `__main__`."""
    if workers == 1:
        work(0, 1)
        return
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.spawn(_worker, (workers, str(Path(folder) / "meeting"), threads, work), nprocs=workers)


def average_gradients(parameters: Sequence[Tensor], workers: int) -> None:
    """Gives every worker the mean of all gradients; a parameter without one counts as zero."""
    if workers == 1:
        return
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    flat = torch.cat([parameter.grad.reshape(-1) for parameter in parameters])
    distributed.all_reduce(flat)
    flat /= workers
    at = 0
    for parameter in parameters:
        parameter.grad.copy_(flat[at : at + parameter.numel()].view_as(parameter))
        at += parameter.numel()


def wait_for_all(workers: int) -> None:
    """Goes on when every worker is here."""
    if workers > 1:
        distributed.barrier()
