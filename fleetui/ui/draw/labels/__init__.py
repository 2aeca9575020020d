"""Values of the view as words, signs, ages and names of colours. Pure: the time is given."""
