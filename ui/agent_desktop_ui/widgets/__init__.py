"""The parts the screens are built from; they take plain values and know no subject."""
