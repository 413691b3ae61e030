"""The network of a LLaDA-V checkpoint in plain PyTorch, with its parameter names.

SigLIP tower (last configured layer dropped, output before post_layernorm) -> two-layer GELU projector -> decoder without a
causal mask (RMSNorm, rotary positions in half-split order, SwiGLU, no biases, separate lm_head).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from raddraft_training.shapes import DecoderShape, TowerShape

HAS_FUSED_ATTENTION = hasattr(F, "scaled_dot_product_attention")


def attention(q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None) -> Tensor:
    """Attention over all positions; q, k, v `[batch, heads, rows, head]`, bias broadcast to `[batch, heads, rows, rows]`."""
    if HAS_FUSED_ATTENTION:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
    scores = q @ k.transpose(2, 3) * q.shape[-1] ** -0.5
    return torch.softmax(scores if bias is None else scores + bias, dim=-1) @ v


def heads_of(x: Tensor, heads: int) -> Tensor:
    """`[batch, rows, heads * head]` as `[batch, heads, rows, head]`."""
    return x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)


def rows_of(x: Tensor) -> Tensor:
    """`[batch, heads, rows, head]` as `[batch, rows, heads * head]`."""
    return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1)


class TowerLayer(nn.Module):
    """Pre-norm transformer layer with biases and tanh GELU."""

    def __init__(self, shape: TowerShape) -> None:
        super().__init__()
        d = shape.hidden
        self.heads = shape.heads
        self.layer_norm1 = nn.LayerNorm(d, eps=shape.eps)
        self.layer_norm2 = nn.LayerNorm(d, eps=shape.eps)
        self.self_attn = nn.ModuleDict({name: nn.Linear(d, d) for name in ("k_proj", "v_proj", "q_proj", "out_proj")})
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(d, shape.intermediate), "fc2": nn.Linear(shape.intermediate, d)})

    def forward(self, x: Tensor, keep: Tensor | None) -> Tensor:
        """x `[views, patches, hidden]`; keep `[2, views, 1, 1]` scales the branches of a view (stochastic depth), None: 1."""
        y = self.layer_norm1(x)
        q, k, v = (heads_of(self.self_attn[name](y), self.heads) for name in ("q_proj", "k_proj", "v_proj"))
        branch = self.self_attn["out_proj"](rows_of(attention(q, k, v, None)))
        x = x + (branch if keep is None else branch * keep[0])
        branch = self.mlp["fc2"](F.gelu(self.mlp["fc1"](self.layer_norm2(x)), approximate="tanh"))
        return x + (branch if keep is None else branch * keep[1])


class Tower(nn.Module):
    """Vision tower; `drop_path` is a rate that training sets."""

    def __init__(self, shape: TowerShape) -> None:
        super().__init__()
        self.shape = shape
        self.drop_path = 0.0
        self.embeddings = nn.ModuleDict({
            "patch_embedding": nn.Conv2d(3, shape.hidden, shape.patch_size, stride=shape.patch_size),
            "position_embedding": nn.Embedding(shape.side**2, shape.hidden)})
        self.encoder = nn.ModuleDict({"layers": nn.ModuleList(TowerLayer(shape) for _ in range(shape.layers))})
        # Stored in the layout and never used, as in the reference.
        self.post_layernorm = nn.LayerNorm(shape.hidden, eps=shape.eps)

    def forward(self, pixels: Tensor) -> Tensor:
        """`[views, 3, S, S]`, or `[views, 1, S, S]` where the channels are equal -> `[views, patches, hidden]`."""
        conv = self.embeddings["patch_embedding"]
        weight = conv.weight if pixels.shape[1] == 3 else conv.weight.sum(1, keepdim=True)
        n, channels, p, side = pixels.shape[0], pixels.shape[1], self.shape.patch_size, self.shape.side
        used = pixels[:, :, : side * p, : side * p].reshape(n, channels, side, p, side, p)
        patches = used.permute(0, 2, 4, 1, 3, 5).reshape(n, side**2, channels * p * p)
        x = F.linear(patches, weight.reshape(weight.shape[0], -1), conv.bias) + self.embeddings["position_embedding"].weight
        layers = self.encoder["layers"]
        for index, layer in enumerate(layers):
            rate = self.drop_path * (index + 1) / len(layers) if self.training else 0.0
            keep = None if rate == 0.0 else (torch.rand(2, n, 1, 1, device=x.device) >= rate).to(x.dtype) / (1 - rate)
            x = layer(x, keep)
        return x


class RMSNorm(nn.Module):
    """Root mean square norm, the weight last."""

    def __init__(self, hidden: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(hidden))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps))


def rotary(n: int, head_dim: int, theta: float, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines `[n, head_dim]` of positions 0 to n - 1, float32 as in the reference."""
    inverse = 1.0 / (theta ** (torch.arange(0, head_dim, 2, dtype=torch.int64).float() / head_dim))
    angles = torch.arange(n).float()[:, None] * inverse[None]
    both = torch.cat((angles, angles), dim=-1)
    return both.cos().to(device), both.sin().to(device)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), dim=-1) * sin


class DecoderLayer(nn.Module):
    """Pre-norm layer without biases; key and value heads may be fewer than query heads."""

    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        d, kv = shape.hidden, shape.kv_heads * shape.head_dim
        self.heads, self.kv_heads = shape.heads, shape.kv_heads
        self.input_layernorm = RMSNorm(d, shape.eps)
        self.post_attention_layernorm = RMSNorm(d, shape.eps)
        sizes = {"q_proj": (d, d), "k_proj": (d, kv), "v_proj": (d, kv), "o_proj": (d, d)}
        self.self_attn = nn.ModuleDict({name: nn.Linear(*size, bias=False) for name, size in sizes.items()})
        self.mlp = nn.ModuleDict({
            "gate_proj": nn.Linear(d, shape.intermediate, bias=False), "up_proj": nn.Linear(d, shape.intermediate, bias=False),
            "down_proj": nn.Linear(shape.intermediate, d, bias=False)})

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, bias: Tensor | None, wanted: Tensor | None = None) -> Tensor:
        """x `[batch, positions, hidden]`; wanted `[batch, rows]`: the positions whose output is needed, None: all."""
        y = self.input_layernorm(x)
        asked, cos_q, sin_q = y, cos, sin
        if wanted is not None:
            x, asked = (torch.gather(each, 1, wanted[:, :, None].expand(-1, -1, each.shape[2])) for each in (x, y))
            cos_q, sin_q = cos[wanted][:, None], sin[wanted][:, None]
        q = rotate(heads_of(self.self_attn["q_proj"](asked), self.heads), cos_q, sin_q)
        k = rotate(heads_of(self.self_attn["k_proj"](y), self.kv_heads), cos, sin)
        v = heads_of(self.self_attn["v_proj"](y), self.kv_heads)
        if self.kv_heads != self.heads:
            k, v = (each.repeat_interleave(self.heads // self.kv_heads, dim=1) for each in (k, v))
        x = x + self.self_attn["o_proj"](rows_of(attention(q, k, v, bias)))
        y = self.post_attention_layernorm(x)
        return x + self.mlp["down_proj"](F.silu(self.mlp["gate_proj"](y)) * self.mlp["up_proj"](y))


class Network(nn.Module):
    """Tower, projector and decoder."""

    def __init__(self, decoder: DecoderShape, tower: TowerShape) -> None:
        super().__init__()
        self.decoder_shape, self.tower_shape = decoder, tower
        d = decoder.hidden
        model = nn.Module()
        model.embed_tokens = nn.Embedding(decoder.vocab, d)
        model.layers = nn.ModuleList(DecoderLayer(decoder) for _ in range(decoder.layers))
        model.norm = RMSNorm(d, decoder.eps)
        model.image_newline = nn.Parameter(torch.randn(d) * 0.02)
        model.mm_projector = nn.Sequential(nn.Linear(tower.hidden, d), nn.GELU(), nn.Linear(d, d))
        model.vision_tower = nn.Module()
        model.vision_tower.vision_tower = nn.Module()
        model.vision_tower.vision_tower.vision_model = Tower(tower)
        self.model = model
        self.lm_head = nn.Linear(d, decoder.vocab, bias=False)
        self.initialise()

    def initialise(self) -> None:
        """Normal weights by fan-in, small embeddings, zero biases."""
        for name, parameter in self.named_parameters():
            if parameter.dim() >= 2:
                fan_in = parameter.shape[1:].numel()
                nn.init.normal_(parameter, std=0.02 if "embed" in name else min(0.05, fan_in**-0.5))
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    @property
    def tower(self) -> Tower:
        return self.model.vision_tower.vision_tower.vision_model

    def project(self, pixels: Tensor) -> Tensor:
        """Pixels of views -> rows of the decoder `[views, patches, hidden]`."""
        return self.model.mm_projector(self.tower(pixels))

    def hidden(self, rows: Tensor, bias: Tensor | None = None, wanted: Tensor | None = None) -> Tensor:
        """Input rows `[batch, positions, hidden]` -> normed output rows, of all positions or of `wanted` `[batch, rows]`.

        The last layer computes wanted rows alone, since nothing reads its others.
        """
        cos, sin = rotary(rows.shape[1], self.decoder_shape.head_dim, self.decoder_shape.rope_theta, rows.device)
        *others, last = self.model.layers
        for layer in others:
            rows = layer(rows, cos, sin, bias)
        if wanted is not None and bias is not None and bias.shape[2] > 1:
            bias = torch.gather(bias, 2, wanted[:, None, :, None].expand(-1, -1, -1, bias.shape[3]))
        return self.model.norm(last(rows, cos, sin, bias, wanted))

    def image_rows(self, base: Tensor, tile: Tensor, size: tuple[int, int]) -> Tensor:
        """Rows of one image: base features, then the tile's without its padding, a newline row after each line of patches.

        base, tile: `[patches, hidden]`; size: width and height of the image. One tile only (`anyres_max_1`): nothing is shrunk.
        """
        side = self.tower_shape.side
        width, height = size
        grid = tile.view(side, side, -1)
        if width / height > 1.0:
            pad = (side - int(height * (side / width))) // 2
            grid = grid[pad : side - pad]
        else:
            pad = (side - int(width * (side / height))) // 2
            grid = grid[:, pad : side - pad]
        newline = self.model.image_newline.expand(grid.shape[0], 1, -1)
        return torch.cat((base, torch.cat((grid, newline), 1).reshape(-1, grid.shape[-1])), 0)


def count_parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
