//! What the name of a property means beside the others of its object.

use super::words::plain;

/// What an object seems to describe, by the names of its properties.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kin {
    is_person: bool,
    is_place: bool,
    is_page: bool,
    is_day: bool,
}

impl Kin {
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut kin = Self::default();
        let mut of_pages = 0;
        let mut of_days = 0;
        for name in names {
            let plain = plain(name);
            match plain.as_str() {
                "email" | "emailaddress" | "phone" | "phonenumber" | "username" | "birthdate"
                | "birthday" | "dateofbirth" | "gender" | "jobtitle" => kin.is_person = true,
                "city" | "zip" | "postalcode" | "postcode" | "street" | "line1" => {
                    kin.is_place = true;
                }
                "page" | "limit" | "offset" | "perpage" | "pagesize" | "pages" | "totalpages"
                | "hasmore" | "hasnext" => of_pages += 1,
                "month" | "day" => of_days += 1,
                _ => {}
            }
        }
        kin.is_page = of_pages > 0;
        kin.is_day = of_days == 2;
        kin
    }

    /// The name that says more, where there is one.
    pub(super) fn name(self, name: &str) -> &str {
        match name {
            "name" if self.is_person => "full_name",
            "state" if self.is_place => "region",
            "total" | "count" if self.is_page => "total_count",
            "year" if self.is_day => "birth_year",
            name => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_others_tell_what_is_meant() {
        let told = |names: &[&str], name| Kin::of(names.iter().copied()).name(name).to_owned();
        assert_eq!(told(&["name", "email"], "name"), "full_name");
        assert_eq!(told(&["name", "position"], "name"), "name");
        assert_eq!(told(&["state", "postal_code"], "state"), "region");
        assert_eq!(told(&["state", "id"], "state"), "state");
        assert_eq!(told(&["total", "perPage"], "total"), "total_count");
        assert_eq!(told(&["total", "currency"], "total"), "total");
    }
}
