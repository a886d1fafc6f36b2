"""Hold the rules of the house and of the product, each as a sentence."""
