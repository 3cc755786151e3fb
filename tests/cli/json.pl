#!/usr/bin/perl
# Reads a JSON document: perl starts in a hundredth of the time that node and JSON::PP take, and shell tests
# look into documents some hundred times.
#
#   json.pl FILE .holders.0.name    a member; .length of lists and texts; objects and lists as JSON
#   json.pl FILE '.findings.*.kind' that of all members of a list, with blanks between
#   json.pl FILE said               the cases of vs log, without what is random (kill_lib.sh)
#   json.pl FILE tenures            the spans of vs show (liar.t)
use strict;

my ($file, $what) = @ARGV;
open my $in, '<', $file or die "$file: $!\n";
my $text = do { local $/; <$in> };
my %escapes = (n => "\n", t => "\t", r => "\r", b => "\b", f => "\f");

sub encoded {
    my $letter = chr shift;
    utf8::encode($letter);
    return $letter;
}
# A text is a reference to itself, a list and an object are what they are in perl, members in their order;
# what is neither (numbers, true, false, null) is the word that stands there.
sub text_at {
    $text =~ /\G"/gc or die "no text at ", pos $text, "\n";
    my $from = pos $text;
    1 while $text =~ /\G(?:[^"\\\x00-\x1f]+|\\.)/gc; # one pattern for all of it has a limit
    my $got = substr $text, $from, pos($text) - $from;
    $text =~ /\G"/gc or die "no end of the text at $from\n";
    $got =~ s/\\(?:u([0-9a-fA-F]{4})|(.))/defined $1 ? encoded(hex $1) : $escapes{$2} || $2/ge;
    return $got;
}
sub value_at {
    $text =~ /\G\s*/gc;
    if (substr($text, pos $text // 0, 1) eq '"') {
        my $got = text_at();
        return \$got;
    }
    if ($text =~ /\G\[\s*/gc) {
        my @list;
        until ($text =~ /\G\]/gc) {
            !@list or $text =~ /\G,/gc or die "no comma at ", pos $text, "\n";
            push @list, value_at();
            $text =~ /\G\s*/gc;
        }
        return \@list;
    }
    if ($text =~ /\G\{\s*/gc) {
        my ($object, $at) = ({' order' => []}, 0);
        until ($text =~ /\G\}/gc) {
            !$at++ or $text =~ /\G,\s*/gc or die "no comma at ", pos $text, "\n";
            my $name = text_at();
            exists $object->{$name} and die "$name twice\n";
            $text =~ /\G\s*:/gc or die "no colon at ", pos $text, "\n";
            $object->{$name} = value_at();
            push @{$object->{' order'}}, $name;
            $text =~ /\G\s*/gc;
        }
        return $object;
    }
    $text =~ /\G(-?[0-9][0-9.eE+-]*|true|false|null)/gc or die "no value at ", pos $text // 0, "\n";
    return $1;
}
sub print_json {
    my ($value) = @_;
    my $kind = ref $value;
    return '[' . join(',', map { print_json($_) } @$value) . ']' if $kind eq 'ARRAY';
    return '{' . join(',', map { "\"$_\":" . print_json($value->{$_}) } @{$value->{' order'}}) . '}' if $kind eq 'HASH';
    return $value unless $kind;
    my $shown = $$value;
    $shown =~ s/(["\\])/\\$1/g;
    $shown =~ s/\n/\\n/g;
    return "\"$shown\"";
}

my $document = value_at();
$text =~ /\G\s*\z/gc or die "more after the document\n";

if ($what eq 'said') {
    for my $case (sort { ${$a->{ref}} cmp ${$b->{ref}} } @{$document->{cases}}) {
        my @events = sort grep { !/^ack/ } map {
            my $event = $_;
            join '/', map { ref $_ ? $$_ : $_ } @$event{qw(type state)}, $event->{by}{name}, $event->{content};
        } @{$case->{events}};
        print "${$case->{ref}} @events\n";
    }
    exit 0;
}
if ($what eq 'tenures') {
    my %short = (Veilig => 'vt', Sociaal => 'ost', Inspectie => 'igj');
    print join(', ', map {
        my $span = $_;
        join ' ', substr(${$span->{from}}, 5, 11),
            ${$span->{state}} eq 'closed' ? 'closed' : ${$span->{certainty}},
            map { ${$_->{name}} =~ /^(\S+)/; $short{$1} } @{$span->{holders}};
    } @{$document->{tenures}}), "\n";
    exit 0;
}

sub shown {
    my ($value) = @_;
    return ref $value eq 'SCALAR' ? $$value : ref $value ? print_json($value) : $value // 'undefined';
}
sub member {
    my ($value, @names) = @_;
    while (@names) {
        my ($name, $kind) = (shift @names, ref $value);
        return join ' ', map { member($_, @names) } @$value if $kind eq 'ARRAY' && $name eq '*';
        $value = $kind eq 'HASH' ? $value->{$name}
            : $kind eq 'ARRAY' ? ($name eq 'length' ? scalar @$value : $name =~ /^[0-9]+$/ ? $value->[$name] : undef)
            : $kind eq 'SCALAR' && $name eq 'length' ? length $$value
            : undef;
    }
    return shown($value);
}
print member($document, grep { $_ ne '' } split /\./, $what), "\n";
