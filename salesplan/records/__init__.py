"""From CRM exports, warehouses and clusters to canonical tables."""
