#!/usr/bin/perl
# Writes core/casework/authority*.c again so that each of its checks can be switched off at run time:
# with VS_MUTANT=n in the environment the n-th check finds nothing wrong. What it numbers is printed
# as "n file:line source". The program itself has nothing of this.
#   usage: authority.pl folder authority.c...
use strict;
use warnings;

my ($folder, @files) = @ARGV;
my $number = 0;
rewrite($_, $folder . '/' . ($_ =~ s{.*/}{}r)) for @files;

sub check {
    my ($from, $i, $line) = @_;
    $line =~ s/^\s+|\s+$//g;
    printf "%d %s:%d %s\n", ++$number, $from =~ s{.*/}{}r, $i + 1, $line;
    return $number;
}

sub rewrite {
    my ($from, $to) = @_;
    open my $in, '<', $from or die "$from: $!\n";
    my @lines = <$in>;
    my $in_table = 0;

    for my $i (0 .. $#lines) {
        my $line = $lines[$i];
        $in_table = 1 if $line =~ /authority_reasons\[\] = \{/;
        my $skip = $in_table || $line =~ /^\s*#define|strcmp/;
        $in_table = 0 if $line =~ /\};/;
        next if $skip;
        if ($line =~ /^(\s*)return (R_[A-Z_]+);$/ && ($lines[$i + 1] // '') !~ /^\}/) {
            # Inside an if: go on to the next check.
            my ($space, $reason) = ($1, $2);
            $lines[$i] = sprintf "%sif (!vs_mutant(%d)) { return %s; }\n", $space, check($from, $i, $line), $reason;
        } else {
            # The rest of the statement decides: nothing is wrong.
            $lines[$i] = join '', map { /^R_[A-Z_]+$/ ? sprintf '(vs_mutant(%d) ? NULL : %s)', check($from, $i, $line), $_ : $_ }
                split /\b(R_[A-Z_]+)\b/, $line;
        }
    }
    open my $out, '>', $to or die "$to: $!\n";
    print $out <<'HEAD', "#line 1 \"$from\"\n", @lines;
#include <stdbool.h>
#include <stdlib.h>
static bool
vs_mutant(int n)
{
    static int on = -1;

    if (on < 0) {
        const char *text = getenv("VS_MUTANT");

        on = text ? atoi(text) : 0;
    }
    return on == n;
}
HEAD
    close $out or die "$to: $!\n";
}
