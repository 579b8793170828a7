"""Real concurrency: processes on real engines, killed while they write, judged afterwards."""
