"""The twelve products that have pictures."""

from scripts.pictures.desk_and_play import dice, notebook, pencils, train
from scripts.pictures.home_and_garden import bell, cactus, clay_pot, soap
from scripts.pictures.kitchen_and_light import candles, glass_lamp, mug, teapot
from scripts.pictures.materials import rgb
from scripts.pictures.shapes import vec
from scripts.pictures.studio import Shot

SHOTS = {
    "MORNING-TEAPOT": Shot(
        scene=teapot, backdrop=rgb("#f0d8cd"), target=vec(0.2, 0.85, 0), zoom=4.0
    ),
    "TALL-MUG": Shot(scene=mug, backdrop=rgb("#eed9c9"), target=vec(0.12, 0.95, 0), zoom=4.55),
    "CANDLE-SET": Shot(scene=candles, backdrop=rgb("#ece2c4"), target=vec(0, 1.05, 0), zoom=4.29),
    "LIGHT-SPHERE": Shot(
        scene=glass_lamp,
        backdrop=rgb("#b3a68c"),
        target=vec(0, 1.0, 0),
        zoom=4.29,
        lamp=vec(0, 1.22, 0),
        key=0.42,
    ),
    "SOAP-BAR": Shot(
        scene=soap,
        backdrop=rgb("#dcdcee"),
        camera=vec(0.5, 3.6, 7.0),
        target=vec(0.15, 0.55, 0.1),
        zoom=4.16,
    ),
    "DOOR-BELL": Shot(scene=bell, backdrop=rgb("#d9dbee"), target=vec(0, 0.65, 0), zoom=4.29),
    "CLAY-POT": Shot(
        scene=clay_pot,
        backdrop=rgb("#d5e5d3"),
        camera=vec(0.5, 3.3, 7.4),
        target=vec(0, 1.2, 0),
        zoom=3.95,
    ),
    "CACTUS": Shot(scene=cactus, backdrop=rgb("#d3e6d6"), target=vec(0.08, 1.1, 0), zoom=4.29),
    "NOTEBOOK": Shot(
        scene=notebook,
        backdrop=rgb("#d2e3f0"),
        camera=vec(0.5, 4.6, 6.2),
        target=vec(0, 0.3, 0.05),
        zoom=3.90,
    ),
    "PENCIL-TIN": Shot(scene=pencils, backdrop=rgb("#d2e2ef"), target=vec(0, 1.1, 0), zoom=4.16),
    "DICE": Shot(
        scene=dice,
        backdrop=rgb("#ecd6e6"),
        camera=vec(0.4, 3.4, 7.2),
        target=vec(0.15, 0.6, 0.2),
        zoom=3.50,
    ),
    "WOODEN-TRAIN": Shot(
        scene=train,
        backdrop=rgb("#edd8e4"),
        camera=vec(0.6, 2.9, 8.2),
        target=vec(-0.05, 0.7, 0),
        zoom=3.77,
    ),
}
