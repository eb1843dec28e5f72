"""Scenes in, answers out, from what is certain about them: no key, no network, no model.

What English and COCO's categories are like is in words, grammar and coco. What people wrote is read
by mentions and captions. What of a scene is certain is decided in facts alone, and words for boxes
are in places. Facts are put into words by conversation (with families), passage (with telling) and
reasoning (with counting and looking); their sentences are in frames and arguments.
"""

from datagen.teachers.offline.teacher import VERSION, OfflineTeacher

__all__ = ["VERSION", "OfflineTeacher"]
