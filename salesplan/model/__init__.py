"""What a sales plan is: frozen models, a noun a file. `plan.Plan` is the root."""
