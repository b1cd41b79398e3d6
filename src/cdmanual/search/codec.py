"""How Whoosh names its files. Whoosh finds this class again when it opens an index, so it stands alone and light."""

from __future__ import annotations

from typing import Any

from whoosh.codec.whoosh3 import W3Codec


class SameNames(W3Codec):  # type: ignore[misc]
    """Whoosh names its files at random; one segment needs one name, so that two builds are the same."""

    def new_segment(self, storage: Any, indexname: str) -> Any:
        """A segment with a fixed name."""
        segment = super().new_segment(storage, indexname)
        segment.segid = "manual"
        return segment
