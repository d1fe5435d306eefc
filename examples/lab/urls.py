from django.urls import path

from examples.lab.views import faults, ladder, lessons, race, visit

app_name = "lab"

urlpatterns = [
    path("", faults.faults_page, name="faults"),
    path("break/", faults.break_receiver, name="break"),
    path("mend/", faults.mend_receiver, name="mend"),
    path("mend/all/", faults.mend_all, name="mend_all"),
    path("ladder/", ladder.ladder_page, name="ladder"),
    path("ladder/climb/", ladder.climb, name="climb"),
    path("lessons/", lessons.lessons_page, name="lessons"),
    path("lessons/<slug:slug>/", lessons.lesson_page, name="lesson"),
    path("race/", race.race_page, name="race"),
    path("race/run/", race.run_race, name="run_race"),
    path("visit/", visit.visit_page, name="visit"),
    path("visit/break/", visit.break_loyalty, name="visit_break"),
    path("visit/mend/", visit.mend_loyalty, name="visit_mend"),
]
