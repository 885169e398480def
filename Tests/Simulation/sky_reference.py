"""Opens a picture of the simulated sky with astropy and prints what it finds as JSON.

Usage: sky_reference.py FILE "RA,DEC RA,DEC …"
"""

import json
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("error")
path, places = sys.argv[1:3]
positions = np.array([[float(part) for part in place.split(",")] for place in places.split()])
with fits.open(path, checksum=True) as file:
    file.verify("exception")
    planes = {hdu.name: hdu for hdu in file if hdu.data is not None}
    found = {"names": list(planes)}
    for name, hdu in planes.items():
        wcs = WCS(hdu.header)
        found[name] = {
            "shape": list(hdu.data.shape),
            "type": hdu.data.dtype.name,
            "pixels": wcs.all_world2pix(positions, 0).tolist(),
            "row": hdu.data[100, :64].astype(float).tolist(),
            "zeros": int((hdu.data == 0).sum()),
            "finite": bool(np.isfinite(hdu.data).all()),
            "header": {
                key: str(hdu.header.get(key))
                for key in ["BAND", "TILENAME", "MAGZERO", "EXPTIME", "GAIN", "FWHM", "DATE-OBS", "MJD-OBS", "SEED"]
            },
        }
with fits.open(path, disable_image_compression=True) as file:
    for hdu in file:
        if "ZCMPTYPE" in hdu.header:
            found[hdu.name]["packing"] = [str(hdu.header.get(key)) for key in ["ZCMPTYPE", "ZTILE1", "ZTILE2", "ZQUANTIZ"]]
print(json.dumps(found))
