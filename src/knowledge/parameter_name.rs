//! Names of profile parameters that are well known, and which of them a misspelt name may mean.
//!
//! Source: SAP Help Portal (profile parameters of ICM, dispatcher, gateway, message server, logon and security), and the
//! names that our own rules ask for. The list is far from whole: a name that is not in it is a mistake only if it is one
//! letter off one that is.

use std::sync::LazyLock;

/// Names as SAP writes them.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "DIR_CT_RUN", "DIR_EXECUTABLE", "DIR_INSTANCE", "DIR_PROFILE", "DIR_TRANS", "INSTANCE_NAME", "PHYS_MEMSIZE",
    "SAPDBHOST", "SAPFQDN", "SAPGLOBALHOST", "SAPLOCALHOST", "SAPLOCALHOSTFULL", "SAPSYSTEM", "SAPSYSTEMNAME",
    "abap/buffersize", "abap/heap_area_dia", "abap/heap_area_nondia", "abap/heap_area_total", "abap/heaplimit",
    "abap/shared_objects_size_MB", "auth/new_buffering", "auth/no_check_in_some_cases", "auth/object_disabling_active",
    "auth/rfc_authority_check", "dbms/type", "dbs/hdb/dbname", "em/address_space_MB", "em/initial_size_MB",
    "em/max_size_MB", "enque/deque_wait_answer", "enque/encni/set_so_keepalive", "enque/process_location",
    "enque/serverhost", "enque/serverinst", "enque/table_size", "gw/acl_mode", "gw/logging", "gw/max_conn", "gw/monitor",
    "gw/netstat_once", "gw/reg_info", "gw/reg_no_conn_info", "gw/sec_info", "gw/sim_mode", "icm/HTTP/client_proxy_host",
    "icm/HTTP/client_proxy_port", "icm/HTTPS/client_sni_enabled", "icm/HTTPS/forward_ccert_as_header",
    "icm/HTTPS/trust_client_with_issuer", "icm/HTTPS/trust_client_with_subject", "icm/HTTPS/verify_client",
    "icm/accept_forwarded_cert_via_http", "icm/host_name_full", "icm/max_conn", "icm/max_threads", "icm/min_threads",
    "icm/trusted_reverse_proxy", "ipc/shm_psize_10", "ipc/shm_psize_40", "is/HTTP/show_detailed_errors",
    "is/HTTP/show_server_header", "login/create_sso2_ticket", "login/accept_sso2_ticket",
    "login/disable_multi_gui_login", "login/failed_user_auto_unlock", "login/fails_to_session_end",
    "login/fails_to_user_lock", "login/min_password_digits", "login/min_password_letters", "login/min_password_lng",
    "login/min_password_lowercase", "login/min_password_specials", "login/min_password_uppercase",
    "login/no_automatic_user_sapstar", "login/password_compliance_to_current_policy",
    "login/password_downwards_compatibility", "login/password_expiration_time", "login/password_history_size",
    "login/password_max_idle_initial", "login/password_max_idle_productive", "login/show_detailed_errors",
    "login/system_client", "login/ticket_only_by_https", "ms/acl_info", "ms/http_port", "ms/https_port", "ms/monitor",
    "ms/admin_port", "ms/server_port", "rdisp/autoabaptime", "rdisp/bufrefmode", "rdisp/bufreftime", "rdisp/gui_auto_logout",
    "rdisp/max_wprun_time", "rdisp/mshost", "rdisp/msserv", "rdisp/msserv_internal", "rdisp/myname", "rdisp/PG_MAXFS",
    "rdisp/ROLL_MAXFS", "rdisp/TRACE", "rdisp/btctime", "rdisp/start_icman", "rdisp/tm_max_no", "rdisp/vbdelete", "rdisp/vbname", "rdisp/vbstart",
    "rdisp/wp_ca_blk_no", "rdisp/wp_no_btc", "rdisp/wp_no_dia", "rdisp/wp_no_enq", "rdisp/wp_no_restricted",
    "rdisp/wp_no_spo", "rdisp/wp_no_vb", "rdisp/wp_no_vb2", "rec/client", "rfc/callback_security_method",
    "rfc/reject_expired_passwd", "rfc/selftrust", "rsau/enable", "rsau/max_diskspace/local", "rsau/selection_slots",
    "rsau/user_selection", "rsdb/cua/buffersize", "rsdb/dbid", "rsdb/ntab/entrycount", "rsdb/obj/buffersize",
    "rspo/host_spool/print", "rtbb/buffer_length", "sapgui/user_scripting", "sec/libsapsecu", "service/admin_users",
    "service/protectedwebmethods", "snc/accept_insecure_cpic", "snc/accept_insecure_gui", "snc/accept_insecure_rfc",
    "snc/data_protection/max", "snc/data_protection/min", "snc/data_protection/use", "snc/enable", "snc/gssapi_lib",
    "snc/identity/as", "snc/only_encrypted_gui", "snc/only_encrypted_rfc", "spnego/enable", "ssf/ssf_md_alg", "ssf/ssf_symencr_alg",
    "ssf/name", "ssf/ssfapi_lib", "ssl/ciphersuites", "ssl/client_ciphersuites", "ssl/client_pse", "ssl/client_sni_enabled",
    "ssl/server_pse", "ssl/ssl_lib", "stat/level", "stat/maxfiles", "system/secure_communication", "system/type", "zcsa/installed_languages",
    "zcsa/presentation_buffer_area", "zcsa/second_language", "zcsa/system_language", "zcsa/table_buffer_area",
    "ztta/parameter_area", "ztta/roll_area", "ztta/roll_extension", "ztta/roll_first",
];

/// What a number follows.
#[rustfmt::skip]
const NUMBERED: &[&str] = &[
    "Execute_", "Restart_Program_", "SETENV_", "Start_Program_", "Stop_Program_", "icm/HTTP/admin_", "icm/HTTP/auth_", "icm/HTTP/error_templ_path",
    "icm/HTTP/file_access_", "icm/HTTP/logging_", "icm/HTTP/logging_client_", "icm/HTTP/mod_", "icm/HTTP/redirect_", "icm/server_port_",
    "icm/ssl_config_", "ms/server_port_", "wdisp/system_",
];

/// Shorter names are near to too many others.
const SHORTEST: usize = 8;

/// The known names by what is left of each after a slip, in order: a slip is in the first half of a name or in the second, and the other half
/// stays. By a hash of that half and of how long the name with the slip is, with its place in the list.
static BY_HALVES: LazyLock<Vec<(u64, usize)>> = LazyLock::new(|| {
    let names = NAMES.iter().enumerate();
    let halves = names.flat_map(|(place, name)| {
        let lengths = name.len().saturating_sub(1)..=name.len() + 1;
        lengths.flat_map(move |length| halves(name.as_bytes(), length)).map(move |half| (half, place))
    });
    let mut halves: Vec<(u64, usize)> = halves.collect();
    halves.sort_unstable();
    halves
});

/// Hashes of the first half of a name and of its last, where the name that it is held against has so many letters. Between them are two, which
/// may have been swapped.
fn halves(name: &[u8], length: usize) -> [u64; 2] {
    let first = length.saturating_sub(1) / 2;
    let last = length.saturating_sub(first + 2);
    let hash = |half: &[u8], seed: u64| {
        // FNV-1a: names are short, and what is found is held against the name itself.
        let seed = 0xCBF2_9CE4_8422_2325 ^ seed;
        half.iter()
            .fold(seed, |hash, letter| (hash ^ u64::from(letter.to_ascii_lowercase())).wrapping_mul(0x100_0000_01B3))
    };
    let begin = name.get(..first).unwrap_or_default();
    let end = name.len().checked_sub(last).and_then(|start| name.get(start..)).unwrap_or_default();
    [hash(begin, length as u64 * 2), hash(end, length as u64 * 2 + 1)]
}

/// Known names that have a half of this one and are about as long, with their places.
fn near(name: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let of_half = |half: u64| {
        let from = BY_HALVES.partition_point(|(known, _)| *known < half);
        BY_HALVES.get(from..).unwrap_or_default().iter().take_while(move |(known, _)| *known == half)
    };
    let places = halves(name.as_bytes(), name.len()).into_iter().flat_map(of_half);
    places.filter_map(|(_, place)| Some((*place, *NAMES.get(*place)?)))
}

/// The known name that this one may be a slip of, if it is one letter off it: `icm/server_port_2` for `icm/server_port2`.
pub fn meant(name: &str) -> Option<String> {
    if name.len() < SHORTEST {
        return None;
    }
    let mut named: Option<(usize, &str)> = None;
    for (place, known) in near(name) {
        if known.eq_ignore_ascii_case(name) {
            return None;
        }
        if is_a_slip(name, known) && named.is_none_or(|(first, _)| place < first) {
            named = Some((place, known));
        }
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = name.get(stem.len()..).filter(|digits| !digits.is_empty());
    if let Some(digits) = digits {
        if NUMBERED.iter().any(|known| known.eq_ignore_ascii_case(stem)) {
            return None;
        }
        if let Some(known) = NUMBERED.iter().find(|known| is_a_slip(stem, known)) {
            return Some(format!("{known}{digits}"));
        }
    }
    named.map(|(_, known)| known.to_owned())
}

/// Whether one letter was left out, added, exchanged, or swapped with the next. Digits are no slip: they count things.
fn is_a_slip(name: &str, known: &str) -> bool {
    if name.len().abs_diff(known.len()) > 1 {
        return false;
    }
    // Each name in a profile is held against all of these, so nothing is copied.
    let is_same = |(left, right): &(&u8, &u8)| left.eq_ignore_ascii_case(right);
    let (name, known) = (name.as_bytes(), known.as_bytes());
    let before = name.iter().zip(known).take_while(is_same).count();
    let (name, known) = (&name[before..], &known[before..]);
    let after = name.iter().rev().zip(known.iter().rev()).take_while(is_same).count();
    let (name, known) = (&name[..name.len() - after.min(name.len())], &known[..known.len() - after.min(known.len())]);
    let is_digit = |letters: &[u8]| letters.iter().any(u8::is_ascii_digit);
    match (name, known) {
        _ if is_digit(name) || is_digit(known) => false,
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([first, second], [other_first, other_second]) => {
            first.eq_ignore_ascii_case(other_second) && second.eq_ignore_ascii_case(other_first)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_one_letter_off_a_known_one_is_a_slip() {
        for (name, meaning) in [
            ("icm/server_port2", "icm/server_port_2"),
            ("icm/server_prot_0", "icm/server_port_0"),
            ("icm/servr_port_10", "icm/server_port_10"),
            ("ssl/client_ciphersuite", "ssl/client_ciphersuites"),
            ("ssl/client_cipersuites", "ssl/client_ciphersuites"),
            ("ssl/clientciphersuites", "ssl/client_ciphersuites"),
            ("icm/HTTPS/client_sni_enable", "icm/HTTPS/client_sni_enabled"),
            ("rdisp/wp_no_dai", "rdisp/wp_no_dia"),
        ] {
            assert_eq!(meant(name).as_deref(), Some(meaning), "{name}");
        }
    }

    #[test]
    fn known_and_far_names_are_no_slips() {
        let others = ["icm/server_port_2", "ICM/SERVER_PORT_12", "ms/http_port", "zz/our_own_parameter", "SAPSYSTEM"];
        for name in others.iter().chain(["ipc/shm_psize_41", "rdisp/wp_no_vb3", "ssl/ciphers", ""].iter()) {
            assert_eq!(meant(name), None, "{name}");
        }
        for name in NAMES {
            assert_eq!(meant(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_has_a_half_in_common_is_all_that_is_near(place in 0..NAMES.len(), at in 0_usize..40, letter in "[a-z_/]", how in 0..4) {
            let mut name: Vec<char> = NAMES[place].chars().collect();
            let at = at % name.len();
            let letter = letter.chars().next().unwrap();
            match how {
                0 => name[at] = letter,
                1 => name.insert(at, letter),
                2 => { name.remove(at); }
                _ => name.swap(at, (at + 1).min(NAMES[place].len() - 1)),
            }
            let name: String = name.into_iter().collect();
            let all = NAMES.iter().find(|known| is_a_slip(&name, known)).copied();
            let near = near(&name).filter(|(_, known)| is_a_slip(&name, known)).min().map(|(_, known)| known);
            prop_assert!(name.len() < SHORTEST || all == near, "{}: {:?} {:?}", name, all, near);
        }

        #[test]
        fn nothing_panics(name in "(icm/server_port_|ssl/|[a-z0-9_ü]){0,8}") {
            let _ = meant(&name);
        }
    }
}
