"""One short video per role, made of the product's own screens: a storyboard, captions, pictures, a film."""
