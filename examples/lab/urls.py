from django.urls import path

from examples.lab.views import faults, ladder, lessons, race, visit

app_name = "lab"

urlpatterns = [
    path("", faults.faults_page, name="faults"),
    path("faults/add/", faults.add_fault, name="add_fault"),
    path("faults/remove/", faults.remove_fault, name="remove_fault"),
    path("faults/remove-all/", faults.remove_all_faults, name="remove_all_faults"),
    path("ladder/", ladder.ladder_page, name="ladder"),
    path("ladder/climb/", ladder.climb, name="climb"),
    path("lessons/", lessons.lessons_page, name="lessons"),
    path("lessons/<slug:slug>/", lessons.lesson_page, name="lesson"),
    path("race/", race.race_page, name="race"),
    path("race/run/", race.run_race, name="run_race"),
    path("visit/", visit.visit_page, name="visit"),
    path("visit/break/", visit.break_loyalty, name="break_loyalty"),
    path("visit/restart/", visit.restart_visit, name="restart_visit"),
    path("visit/repair/", visit.repair_loyalty, name="repair_loyalty"),
]
