"""The fault suite: whatever fails, nothing that was acknowledged is lost, doubled, or half done."""
