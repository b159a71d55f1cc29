"""Turn one YAML profile per client into that client's own marketing playbook."""
