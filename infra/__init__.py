"""The CDK app's parts: what is deployed, and how it is configured per stage."""
