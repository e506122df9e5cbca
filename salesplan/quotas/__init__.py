"""From goals back through the funnels to what everybody has to do."""
