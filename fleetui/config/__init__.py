"""What the operator configured: found, read, every mistake at once, watched for edits.

``paths`` says where everything is, ``load`` reads, ``local`` writes what fleetui adds, ``watch`` follows edits.
This module stays light on purpose: a status line imports ``paths`` many times a minute.
"""
