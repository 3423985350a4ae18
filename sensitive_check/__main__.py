"""``python -m sensitive_check``."""

from sensitive_check.cli import run

if __name__ == "__main__":
    run()
