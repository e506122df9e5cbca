"""What is counted: journeys of deals through stages, actions, prospects."""
