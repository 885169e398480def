"""What another reader sees in a picture, PNG or JPEG.

usage: picture_facts.py FILE [X,Y ...]
Prints width, height and mode, then the colour of each pixel asked for as RRGGBB.
"""

import sys

from PIL import Image

with Image.open(sys.argv[1]) as image:
    image.load()
    print(image.width, image.height, image.mode)
    image = image.convert("RGB")
    for place in sys.argv[2:]:
        x, y = (int(number) for number in place.split(","))
        print("%02X%02X%02X" % image.getpixel((x, y)))
