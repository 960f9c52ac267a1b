/* SPDX-License-Identifier: BSL-1.0 */
/* A library that has the name of Heimdal's and none of its functions. */
extern int not_heimdal;
int not_heimdal = 1;
