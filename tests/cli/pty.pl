#!/usr/bin/perl
# usage: pty.pl STEPS COMMAND [ARGUMENT...]
#
# Runs a command on a terminal of its own and plays a person at it. STEPS is a file; its lines are
#   expect TEXT     wait until the screen shows TEXT behind what was expected before
#   type TEXT       type a line
#   press C         press control and this letter
#   columns N       the width of the terminal (first line only)
# The screen goes to standard output, "echo on" or "echo off" as the command left the terminal to
# standard error; the exit code is the command's, 99 when something expected did not come. Linux only,
# with nothing but perl itself.
use strict;
use warnings;
use Fcntl;
use POSIX qw(setsid :sys_wait_h :termios_h);

use constant { TIOCSCTTY => 0x540e, TIOCSWINSZ => 0x5414, TIOCGPTN => 0x80045430, TIOCSPTLCK => 0x40045431 };
my $patience = 300; # seconds: only so that nothing waits for ever

my ($steps, @command) = @ARGV;
die "usage: pty.pl STEPS COMMAND...\n" unless @command;
open my $file, '<', $steps or die "$steps: $!\n";
chomp(my @lines = <$file>);
my $columns = 80;
if (@lines && $lines[0] =~ /^columns (\d+)$/) {
    $columns = $1;
    shift @lines;
}

sysopen my $terminal, '/dev/ptmx', O_RDWR | O_NOCTTY or die "/dev/ptmx: $!\n";
my $number = pack 'i', 0;
ioctl $terminal, TIOCSPTLCK, $number or die "unlock: $!\n";
ioctl $terminal, TIOCGPTN, $number or die "number: $!\n";
my $name = '/dev/pts/' . unpack 'i', $number;
# Held open here too: what the command writes last is not lost, and its settings can be read.
sysopen my $held, $name, O_RDWR | O_NOCTTY or die "$name: $!\n";
my $size = pack 'S4', 50, $columns, 0, 0;
ioctl $held, TIOCSWINSZ, $size or die "size: $!\n";

my $child = fork // die "fork: $!\n";
if ($child == 0) {
    setsid();
    @SIG{qw(INT QUIT)} = ('DEFAULT') x 2; # who runs the tests in the background may have them ignored
    close $terminal;
    ioctl $held, TIOCSCTTY, 0 or die "controlling terminal: $!\n";
    open STDIN,  '<&', $held or die;
    open STDOUT, '>&', $held or die;
    open STDERR, '>&', $held or die;
    exec @command or die "$command[0]: $!\n";
}

my ($screen, $seen) = ('', 0);

# Takes what is there within so many seconds; false when nothing came.
sub look
{
    my $set = '';
    vec($set, fileno $terminal, 1) = 1;
    return 0 unless select($set, undef, undef, $_[0]) > 0;
    return (sysread($terminal, $screen, 65536, length $screen) // 0) > 0;
}

sub finish
{
    my ($code) = @_;
    my $state = POSIX::Termios->new;
    while (look(0.1)) { }
    $screen =~ s/\r\n/\n/g;
    print $screen;
    $state->getattr(fileno $held);
    print STDERR $state->getlflag & ECHO ? "echo on\n" : "echo off\n";
    exit $code;
}

for my $line (grep { length } @lines) {
    my ($verb, $text) = $line =~ /^(expect|type|press) (.*)$/ or die "not a step: $line\n";
    if ($verb eq 'type') {
        syswrite $terminal, "$text\n";
    } elsif ($verb eq 'press') {
        syswrite $terminal, chr(ord(uc $text) - 64);
    } else {
        my $until = time + $patience;
        my $at;
        while (($at = index $screen, $text, $seen) < 0) {
            next if look(0.2);
            next if time < $until && waitpid($child, WNOHANG) == 0;
            print STDERR "did not come: $text\n";
            kill 'KILL', $child;
            finish(99);
        }
        $seen = $at + length $text;
    }
}
my $until = time + $patience;
while (waitpid($child, WNOHANG) == 0) {
    look(0.1);
    if (time > $until) {
        print STDERR "did not end\n";
        kill 'KILL', $child;
        finish(99);
    }
}
my $status = $?;
finish($status & 127 ? 128 + ($status & 127) : $status >> 8);
