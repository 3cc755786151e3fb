#!/usr/bin/perl
# Mutation test of core/casework: changes its source in one place at a time, and runs the tests of the
# fold until one fails. A change that all of them accept survives: a rule that no test holds, or a
# change without effect (tests/mutants/equivalent.txt says why). `make mutants` runs it.
#   usage: run.pl OUT FILE...    with CC, CFLAGS and LIBS from the Makefile; FILE without folder and .c
# ONLY='never|always' in the environment: only changes of this kind.
use strict;
use warnings;
use File::Temp 'tempdir';

my ($out, @files) = @ARGV;
my $folder = tempdir(CLEANUP => 1);
my @unit = map { "$out/obj/tests/unit/core_casework/$_.o" } qw(h_case h_shipped h_play h_fold_json);
my @prop = map { "$out/obj/tests/prop/core_casework/$_.o" } qw(h_case h_shipped h_history h_fold_json h_laws h_reached h_play);
my @memory = map { "$out/obj/tests/anomaly/core_casework/$_.o" } qw(h_case h_shipped h_history);
# What is run, cheapest first. The last prints what follows from random histories; on the source as
# it is the second fold agrees with that (tests/interop/histories.mjs).
my @tests = (
    ['unit/core_casework/t_authority', \@unit],
    ['unit/core_casework/t_conflicts', \@unit],
    ['unit/core_casework/t_fold_examples', \@unit],
    ['unit/core_casework/t_edges', \@unit],
    ['anomaly/core_casework/t_fold_memory', \@memory],
    ['prop/core_casework/t_histories', \@prop, '--write', '400', '1'],
    ['prop/core_casework/t_laws', \@prop, '600'],
);

sub run { # the output, or undef if it failed
    my ($program, @args) = @_;
    my $text = `VS_MUTANT= timeout 20 $program @args 2>/dev/null`;
    return $? ? undef : $text;
}
my %expected = map { $_->[0] => $_->[2] && $_->[2] eq '--write' ? run("$out/tests/$_->[0]", @$_[2 .. $#$_]) : undef } @tests;

# Every place and what stands there instead: [offset, length, text, what].
sub places {
    my ($source) = @_;
    my @found;
    my $code = $source;

    $code =~ s{(/\*.*?\*/|"(?:[^"\\]|\\.)*"|^\#[^\n]*)}{$1 =~ s/[^\n]/ /gr}gems;
    while ($code =~ /\bif (\((?:[^()]++|(?1))*\))/g) {
        my ($condition, $at) = ($1, $-[1]);
        next if $condition =~ /failed|VS_OK|grown|NO_MEMORY|^\(!?(?:view|room|any|out|span|fold|d)\)$/;
        push @found, [$at, length $condition, "($condition && vs_never)", 'never'], [$at, length $condition, "($condition || !vs_never)", 'always'];
    }
    my %other = ('<' => '<=', '<=' => '<', '>' => '>=', '>=' => '>', '&&' => '||', '||' => '&&', '==' => '!=', '!=' => '==');
    while ($code =~ / (<=|>=|<|>|&&|\|\||==|!=) /g) {
        my ($operator, $at) = ($1, $-[1]);
        my $line = substr $code, rindex($code, "\n", $at) + 1, index($code, "\n", $at) - rindex($code, "\n", $at);
        next if $line =~ /^\s*for \(|failed|VS_OK|cap\b|while \(/;
        # Where memory runs out every later request fails too (base/mem.h): the last check tells.
        next if $operator eq '||' && $line =~ /(?:^|[( ])!\S+ \|\| / && substr($code, $at, 400) =~ /\A[^;{]*\{[^}]*(?:fail_memory|NO_MEMORY|view_free)/;
        push @found, [$at, length $operator, $other{$operator}, "$operator to $other{$operator}"];
    }
    while ($code =~ /\b(least|most)\(/g) {
        push @found, [$-[1], length $1, $1 eq 'least' ? 'most' : 'least', 'the other bound'];
    }
    while ($code =~ /^ +[\w.>\[\]-]+ (\|=) /gm) {
        push @found, [$-[1], 2, '&=', '|= to &='];
    }
    return sort { $a->[0] <=> $b->[0] } @found;
}

my %equivalent;
if (open my $list, '<', 'tests/mutants/equivalent.txt') {
    while (<$list>) {
        $equivalent{"$1: $2: $3"} = 1 if /^(\w+): (.+?): (.+)$/ && !/^#/;
    }
}

$| = 1;
my ($killed, $survived, $known, $broken) = (0, 0, 0, 0);
for my $name (@files) {
    local $/;
    open my $in, '<', "core/casework/$name.c" or die "$name: $!\n";
    my $source = <$in>;
    for my $place (places($source)) {
        my ($at, $length, $text, $what) = @$place;
        next if $ENV{ONLY} && $what !~ /^(?:$ENV{ONLY})/;
        my $line = 1 + (substr($source, 0, $at) =~ tr/\n//);
        my ($shown) = (split /\n/, $source)[$line - 1] =~ /^\s*(.*)$/;
        my $mutant = $source;
        substr $mutant, $at, $length, $text;
        $mutant = "static volatile int vs_never;\n#line 1\n$mutant";
        open my $file, '>', "$folder/$name.c" or die;
        print $file $mutant;
        close $file;
        if (system "$ENV{CC} $ENV{CFLAGS} -O1 -w -Wno-error -Wno-unused -MF /dev/null -c -o $folder/$name.o $folder/$name.c 2>/dev/null") {
            $broken++;
            next;
        }
        my $dead = 0;
        for my $test (@tests) {
            my ($path, $objects, @args) = @$test;
            my ($main) = $path =~ m{(t_\w+)$};
            system("$ENV{CC} -Wl,--defsym=main=main_of_$main -o $folder/t $folder/$name.o $out/obj/tests/$path.o @$objects $ENV{LIBS}") == 0 or die "does not link\n";
            my $got = run("$folder/t", @args);
            $dead = !defined $got || (defined $expected{$path} && $got ne $expected{$path});
            last if $dead;
        }
        my $key = "$name: $what: $shown";
        if ($dead) { $killed++ }
        elsif ($equivalent{$key}) { $known++ }
        else { $survived++; print "survives: core/casework/$name.c:$line: $what: $shown\n" }
    }
}
print "$killed changes noticed, $survived not, $known without effect, $broken do not compile\n";
exit($survived ? 1 : 0);
