"""What fleetui keeps as files of their own: long texts, the published snapshot, tasks."""
