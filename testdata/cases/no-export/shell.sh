#!/bin/sh
SAPSYSTEMNAME=PRD
DIR_GLOBAL=/sapmnt
rdisp/mshost=prdhost
