"""One step of the published sampler in PyTorch, with random weights: what our steps are measured against.

The reference computes every step over the whole sequence: all layers for all rows, then `lm_head` for all rows, then
float64 softmax and argmax of the rows that are still masked (../shared/goldens/README.md, "Sampler"). Nothing is cached.
Prints one line of JSON: CPU seconds a step, CPU seconds a step of each part, and the GFLOP/s that torch's own matmul reaches.
"""

import argparse
import json
import time

import torch

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
NORM_EPSILON = 1e-5
ROPE_THETA = 500000.0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in [("hidden", 2048), ("layers", 16), ("head-dim", 128), ("intermediate", 5632), ("vocab", 126464), ("rows", 1024), ("masked", 64), ("steps", 2), ("seed", 1)]:
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--dtype", choices=sorted(DTYPES), default="float32")
    return parser.parse_args()


def weight(generator: torch.Generator, rows: int, columns: int, dtype: torch.dtype) -> torch.Tensor:
    """Normal values with deviation 0.02 `[rows, columns]`."""
    return (torch.randn(rows, columns, generator=generator) * 0.02).to(dtype)


def normed(x: torch.Tensor) -> torch.Tensor:
    """RMSNorm with weights of one, computed in float32 as the reference does `[rows, hidden]`."""
    wide = x.float()
    return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + NORM_EPSILON)).to(x.dtype)


def rotary(rows: int, head_dim: int, dtype: torch.dtype) -> "tuple[torch.Tensor, torch.Tensor]":
    """Cosines and sines `[rows, head_dim]`, float32 angles."""
    inverse = 1.0 / ROPE_THETA ** (torch.arange(0, head_dim, 2).float() / head_dim)
    angles = torch.arange(rows).float()[:, None] * inverse[None, :]
    both = torch.cat((angles, angles), dim=-1)
    return both.cos().to(dtype), both.sin().to(dtype)


def turned(x: torch.Tensor, cosines: torch.Tensor, sines: torch.Tensor) -> torch.Tensor:
    """Rotary embedding of `[heads, rows, head_dim]`."""
    half = x.shape[-1] // 2
    return x * cosines + torch.cat((-x[..., half:], x[..., :half]), dim=-1) * sines


class Layer:
    """One decoder layer: attention without a causal mask, SwiGLU."""

    def __init__(self, generator: torch.Generator, args: argparse.Namespace, dtype: torch.dtype) -> None:
        self.head_dim = args.head_dim
        self.q, self.k, self.v, self.o = (weight(generator, args.hidden, args.hidden, dtype) for _ in range(4))
        self.gate, self.up = (weight(generator, args.intermediate, args.hidden, dtype) for _ in range(2))
        self.down = weight(generator, args.hidden, args.intermediate, dtype)

    def __call__(self, x: torch.Tensor, table: "tuple[torch.Tensor, torch.Tensor]") -> torch.Tensor:
        rows, hidden = x.shape
        y = normed(x)
        q, k, v = ((y @ w.t()).view(rows, -1, self.head_dim).transpose(0, 1) for w in (self.q, self.k, self.v))
        q, k = turned(q, *table), turned(k, *table)
        shares = torch.softmax((q @ k.transpose(1, 2)).float() / self.head_dim**0.5, dim=-1).to(x.dtype)
        x = x + (shares @ v).transpose(0, 1).reshape(rows, hidden) @ self.o.t()
        y = normed(x)
        return x + (torch.nn.functional.silu(y @ self.gate.t()) * (y @ self.up.t())) @ self.down.t()


def cpu_seconds(work) -> float:
    """CPU time of all threads of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def matmul_gflops(args: argparse.Namespace, dtype: torch.dtype) -> float:
    """Billions of operations a CPU second of the MLP's own shape, the best of three."""
    a, b = torch.randn(args.rows, args.hidden).to(dtype), torch.randn(args.intermediate, args.hidden).to(dtype)
    best = min(cpu_seconds(lambda: a @ b.t()) for _ in range(3))
    return 2 * args.rows * args.hidden * args.intermediate / best / 1e9


def main() -> None:
    args = arguments()
    torch.set_num_threads(1)
    dtype = DTYPES[args.dtype]
    generator = torch.Generator().manual_seed(args.seed)
    with torch.inference_mode():
        gflops = matmul_gflops(args, dtype)
        layers = [Layer(generator, args, dtype) for _ in range(args.layers)]
        head = weight(generator, args.vocab, args.hidden, dtype)
        table = rotary(args.rows, args.head_dim, dtype)
        x = torch.randn(args.rows, args.hidden, generator=generator).to(dtype)
        parts = {"layers": [], "head": [], "sampling": []}

        def run_layers() -> None:
            nonlocal hidden
            for layer in layers:
                hidden = layer(hidden, table)

        def run_head() -> None:
            nonlocal logits
            logits = (normed(hidden) @ head.t()).float()

        def run_sampling() -> None:
            masked = logits[-args.masked :]
            ids = masked.argmax(dim=-1)
            torch.softmax(masked.double(), dim=-1).gather(1, ids[:, None])

        for _ in range(args.steps):
            hidden, logits = x, x
            parts["layers"].append(cpu_seconds(run_layers))
            parts["head"].append(cpu_seconds(run_head))
            parts["sampling"].append(cpu_seconds(run_sampling))
    # The fastest of each part: other work on the machine only adds time.
    least = {part: min(seconds) for part, seconds in parts.items()}
    print(json.dumps({"torch": torch.__version__, "dtype": args.dtype, "matmulGflops": gflops, "stepCpuSeconds": sum(least.values()), "parts": least}))


if __name__ == "__main__":
    main()
