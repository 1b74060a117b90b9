//! What kinds of changes mean, by what they do to the set of values.

use super::super::Severity::{self, Breaking, Risky, Safe};

/// What a change means to callers and servers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides {
    pub(super) callers: Severity,
    pub(super) why_callers: &'static str,
    pub(super) servers: Severity,
    pub(super) why_servers: &'static str,
}

/// What a change means by the direction in which values travel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meaning {
    pub(super) request: Sides,
    /// Of parameters, where that is not what it means in bodies.
    pub(super) parameter: Sides,
    pub(super) response: Sides,
    /// Whether programs behave otherwise where no item of code changes.
    pub(super) behavior: bool,
}

pub(super) const fn sides(
    callers: Severity,
    why_callers: &'static str,
    servers: Severity,
    why_servers: &'static str,
) -> Sides {
    Sides {
        callers,
        why_callers,
        servers,
        why_servers,
    }
}

const fn meaning(request: Sides, response: Sides) -> Meaning {
    Meaning {
        request,
        parameter: request,
        response,
        behavior: true,
    }
}

/// A constraint allows less.
pub(super) const TIGHTER: Meaning = meaning(
    sides(
        Breaking,
        "some of what they send is refused now",
        Safe,
        "all that is sent now is what they take",
    ),
    sides(
        Safe,
        "all that comes is what they read already",
        Breaking,
        "some of what they answer with is not allowed any more",
    ),
);

/// A constraint allows more.
pub(super) const LOOSER: Meaning = meaning(
    sides(
        Safe,
        "all that they send is taken as before",
        Breaking,
        "they refuse some of what is allowed now",
    ),
    sides(
        Risky,
        "values may come that are outside of what they rely on",
        Safe,
        "all that they answer with is allowed as before",
    ),
);

/// There are fewer kinds of values.
pub(super) const NARROWER: Meaning = meaning(
    sides(
        Breaking,
        "they may send values of a kind that is refused now",
        Safe,
        "what is sent now is of the kinds that they take",
    ),
    sides(
        Safe,
        "what comes is of the kinds that they read",
        Breaking,
        "they may answer with values of a kind that is not allowed any more",
    ),
);

/// There are more kinds of values.
pub(super) const WIDER: Meaning = meaning(
    sides(
        Safe,
        "what they send is taken as before",
        Breaking,
        "they refuse values of a kind that is allowed now",
    ),
    sides(
        Breaking,
        "values of a kind may come that they cannot read",
        Safe,
        "what they answer with is allowed as before",
    ),
);

/// There are more values to choose from, which callers may keep without knowing them.
pub(super) const MORE_VALUES: Meaning = Meaning {
    response: sides(
        Risky,
        "a value may come that they do not know",
        Safe,
        "the values that they answer with are allowed as before",
    ),
    ..WIDER
};

/// There are more values to choose from, of which nobody was told that there are no others.
pub(super) const MORE_OPEN_VALUES: Meaning = meaning(
    sides(
        Safe,
        "the values that they send are taken as before",
        Risky,
        "a value may be sent that they do not know",
    ),
    sides(
        Safe,
        "they were told to expect values that they do not know",
        Safe,
        "the values that they answer with are allowed as before",
    ),
);

/// The values are others.
pub(super) const OTHER: Meaning = meaning(
    sides(
        Breaking,
        "what they send is refused, or read as something else",
        Breaking,
        "they cannot read what is sent now",
    ),
    sides(
        Breaking,
        "they cannot read what comes now",
        Breaking,
        "what they answer with is not what is asked for now",
    ),
);

/// Whether the values are others is not known.
pub(super) const UNCLEAR: Meaning = meaning(
    sides(
        Risky,
        "some of what they send may be refused now",
        Risky,
        "they may refuse some of what is allowed now",
    ),
    sides(
        Risky,
        "values may come that are outside of what they rely on",
        Risky,
        "some of what they answer with may not be allowed any more",
    ),
);

/// A text stands where a value of another type was written as a text.
pub(super) const COMPATIBLE: Meaning = meaning(
    sides(
        Safe,
        "what they send is a text in either case",
        Breaking,
        "they refuse texts that are not of the type that they read",
    ),
    sides(
        Safe,
        "what comes is a text in either case",
        Breaking,
        "some of the texts that they answer with are not of the type that is asked for now",
    ),
);

/// What is left out means something else.
pub(super) const ABSENCE: Meaning = Meaning {
    parameter: sides(
        Breaking,
        "a request without it means something else now",
        Breaking,
        "they read a request without it as it is not meant any more",
    ),
    ..meaning(
        sides(
            Risky,
            "a request without it may mean something else now",
            Risky,
            "they read a request without it as it may not be meant any more",
        ),
        sides(
            Risky,
            "an answer without it may mean something else now",
            Risky,
            "what they leave out may be read as something else now",
        ),
    )
};

/// What tells the alternatives apart is another.
pub(super) const TELLS_APART: Meaning = meaning(
    sides(
        Risky,
        "what they send may be taken for another alternative",
        Risky,
        "they may take what is sent for another alternative",
    ),
    sides(
        Risky,
        "they may take what comes for another alternative",
        Risky,
        "what they answer with may be taken for another alternative",
    ),
);

/// There is one name more for an alternative.
pub(super) const MORE_NAMES: Meaning = meaning(
    sides(
        Safe,
        "the names that they send are known as before",
        Risky,
        "a name may be sent that they do not know",
    ),
    sides(
        Risky,
        "a name may come that they do not know",
        Safe,
        "the names that they answer with are known as before",
    ),
);

/// There is one name less for an alternative.
pub(super) const FEWER_NAMES: Meaning = meaning(
    sides(
        Risky,
        "a name that they send may not be known any more",
        Safe,
        "the names that are sent are known to them",
    ),
    sides(
        Safe,
        "the names that come are known to them",
        Risky,
        "a name that they answer with may not be known any more",
    ),
);

/// It is for people.
pub(super) const NOTE: Meaning = Meaning {
    behavior: false,
    ..meaning(
        sides(
            Safe,
            "what they send is taken as before",
            Safe,
            "what is sent is what they take",
        ),
        sides(
            Safe,
            "what comes is what they read already",
            Safe,
            "what they answer with is allowed as before",
        ),
    )
};

const FADES: Sides = sides(
    Safe,
    "it works as before, and they have notice that it will not stay",
    Safe,
    "it works as before",
);

/// It works, and has an end.
pub(super) const FADING: Meaning = Meaning {
    behavior: false,
    ..meaning(FADES, FADES)
};

const ENDS: Sides = sides(
    Risky,
    "it may be gone before they have had the time to do without it",
    Safe,
    "it works as before",
);

/// It works, and its end is not told, or too near.
pub(super) const ENDING: Meaning = Meaning {
    behavior: false,
    ..meaning(ENDS, ENDS)
};

const SHAKES: Sides = sides(
    Risky,
    "it may change without notice now",
    Safe,
    "it works as before",
);

/// Less is promised of it.
pub(super) const SHAKY: Meaning = Meaning {
    behavior: false,
    ..meaning(SHAKES, SHAKES)
};
