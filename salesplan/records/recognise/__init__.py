"""Which column is what, and which word means what, in the exports of CRMs."""
