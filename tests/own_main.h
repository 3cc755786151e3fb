/*
 * Included before a test (by the Makefile): its main has a name of its own for the linker,
 * OWN_MAIN, so that the tests of a folder are linked once (programs.c). Parameters are left open:
 * main has none or two.
 */
#pragma GCC system_header
int main() __asm__(OWN_MAIN);
