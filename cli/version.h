/*
 * The version of the program (semantic versioning: the command line contract) and of the format.
 */
#ifndef VS_CLI_VERSION_H
#define VS_CLI_VERSION_H

#define VS_VERSION        "0.1.0"
#define VS_VERSION_FORMAT "vs1"

#endif
