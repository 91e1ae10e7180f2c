"""Mail at central: replies go out by SMTP, answers come in by IMAP."""
