"""Time: observe, fold, decide, perform. Knows neither Textual nor any port."""
