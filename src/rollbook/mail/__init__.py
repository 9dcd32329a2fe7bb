"""Mail: how it reads, and how it leaves. Knows no database."""
