//! A key of RSA, and what it has signed: `{"sub":"ann","exp":1800000600}` by each algorithm. Its private half is nowhere.

pub(super) const PEM: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA45mKgTfsJsIRjh4A1Pxg
lyb0ZLLlVI0+A1sSLD3K/2GSdciMA5MlH87DWAPK1mexjmg2MHKUP3q/2dEClE0W
A6ncEQIAha+YrcEdZjiwgM0Jo4MjP6aiWFjf0gW+V4g+zXR0fDd0dLSA5+vOqfGc
bZXmZLB+rl4sdSrpYNLytToJ7jKeZ0AqAYfkwniu5SZY07ZzVVbI+Tayn/jTeMix
UPZ8zfvLMuW/XSSzVWRa3IwOg8kBKfRwSmFtc4oObe5kG9cuzGt+OPpEm4GuzhSd
T8RwbjBXeujxxucRpM7h8gXDhU9hHk8TM6EzaC9YyI7AZbqalg5avLdow0vC+RiH
kQIDAQAB
-----END PUBLIC KEY-----
";

/// The modulus; the exponent is 65537.
pub(super) const MODULUS: &str = "45mKgTfsJsIRjh4A1Pxglyb0ZLLlVI0-A1sSLD3K_2GSdciMA5MlH87DWAPK1mexjmg2MHKUP3q_2dEClE0WA6ncEQIAha-YrcEdZjiwgM0Jo4MjP6aiWFjf0gW-V4g-zXR0fDd0dLSA5-vOqfGcbZXmZLB-rl4sdSrpYNLytToJ7jKeZ0AqAYfkwniu5SZY07ZzVVbI-Tayn_jTeMixUPZ8zfvLMuW_XSSzVWRa3IwOg8kBKfRwSmFtc4oObe5kG9cuzGt-OPpEm4GuzhSdT8RwbjBXeujxxucRpM7h8gXDhU9hHk8TM6EzaC9YyI7AZbqalg5avLdow0vC-RiHkQ";

/// One of 1024 bits.
pub(super) const SHORT: &str = "\
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDZDmxJMsZ4F4JNawc9c95UYN4n
Kx1Jo1Eo7DVu/NANZy8ZolUd2XeVvJSvILT6+yYUOI5WEcFl00XWOS4ZDK5NitTu
BRhedh8j8w0jsE6Xw1Xv4HtVbhgLio1es6lzpfJz8XbyoacL96uW3HfSa49lh9xW
uqdV8QLqua/wAAGKfwIDAQAB
-----END PUBLIC KEY-----
";

pub(super) const TOKENS: [(super::JwtAlgorithm, &str); 6] = [
    (
        super::JwtAlgorithm::Rs256,
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4iLCJleHAiOjE4MDAwMDA2MDB9.jBCW8LCNUz44olY-YwjpkAqP73meyOkTcDjJLxpZ7d8ePplosX_vefbHFptBvgdD1EUAwqbiWBlN7TVYKxspK4XZp5ystpf9pPgj5j8xTayYdU8DrxjhH6N6KtDqNhBA5LkdXFzsHr9sY1CtQ3whaDpRrDrK5cfxr7OUuMzZoFxKKCBjd-URO5UAYJdMkkxFQvHZn8hpQJWyktIgFwOqfIDwyvwDqvY7fbl6O1Ad35M7YdF590RK0ST9V4-Hj7IB85gsNNePQTPm_y5V_b_SMOKo0J5WrQe9veT497bXRchsR-adhEQwgp7gQHZY8k-sA2Gdr25u7aoYS8XpI23-Pg",
    ),
    (
        super::JwtAlgorithm::Rs384,
        "eyJhbGciOiJSUzM4NCJ9.eyJzdWIiOiJhbm4iLCJleHAiOjE4MDAwMDA2MDB9.GoYaoJ2UcWv1cOjH6kiVPKNg_Eq3eloTxIPdx9WqwcYTC1xvw5ttzeV-IfIQSMPXnMpAwmM1v9kjZG-IEfoEpJMMn8aV89CchaaTbA22HuO-nbMUzjX0GsJQbBg1S_G0wZqYlkXCIrobc1jrVA7KgO7PF1Vu_SdYPIoAmFgDpHT5y8p6el1svku55DsQ5yoLzuAhJE3qCA1Egp3csi1ivewYb9Ao4H84fixNzEefo_OzKnOAAtYF5zvCP7bgTOJhyPSwNZY3LyxBizvTRNP0GwBUjoltWcp-77TxnJIifpLXx03ddQxMlFngkYwzyB_0hDhsyDjm-qBl2WO1PNLcPA",
    ),
    (
        super::JwtAlgorithm::Rs512,
        "eyJhbGciOiJSUzUxMiJ9.eyJzdWIiOiJhbm4iLCJleHAiOjE4MDAwMDA2MDB9.h4M6TAZo9QKympRBKNiAqiSRDqMWRU-RIXRdD9aScT2TBbWny1znsMcG09u_qbho3qYt2Jy8mLd5m_S7OzHDptnoI4gEZgQFMYKxWVHvblRR9jnbMAmeGGqYfHCHPQd_7vf3UfoEQFGRa3m9_b17Gzzce-oi-sRDnIkULt7WxmlB9HpofIMW0didKENXeGfuwLk9aeAIDOeKfLL0Z8ek1R6vsb6MfO2veafeqfqd1ie9bjlJiyi4h1Z4RX1AlDNDYIWg6Na6hhKLiy-L5Q9-Fjca7ISc0r9h6Z6dAZJc6Ee7DaJY-zE-okxO1gelBB2TgGF6e4lXVFIOQ4oKjTTH-Q",
    ),
    (
        super::JwtAlgorithm::Ps256,
        "eyJhbGciOiJQUzI1NiJ9.eyJzdWIiOiJhbm4iLCJleHAiOjE4MDAwMDA2MDB9.1n9Pv_ne_Bj4KZorgv-c543qBMToKTGiHWXtkUKg1Rc4Fn9qNZy2meNqV5oKa_dm1cSdVU2EWudjI0Lom8DYsf7dxI3oatFWCThGpZo2YylKOLP-FpOFsyUdjtnLmE5WnjQxaSVUngHblPfTXArtF1EUR_6nloUmZBXei8j9N57BfEgztSxd2FYi1dyF8IUybBXeK_AWDBG8WeyRVr1EVg8Uov5nN4HH_51mNo1UHB9eMcGz09Ndob7Oz6EzPAkHdYdrgMALHgFrFzfy-jgbHpzvhrcuZse0WzZkGTj165H1zxOmZxQIiCkHi1K1S7o9ZR0IAU-hJ4mT2KMPc4trPg",
    ),
    (
        super::JwtAlgorithm::Ps384,
        "eyJhbGciOiJQUzM4NCJ9.eyJzdWIiOiJhbm4iLCJleHAiOjE4MDAwMDA2MDB9.D2QYBjmqM6NQW_KqpY22-UpCP_iEF8O336hnz5Yl45Fq9zwO8YZeZpVcchCH0L3eHcOAyHWF8zMo2Ex0tT9r-SaeQ_for39tap1rf8IUoTvNj8mXqPV16TAPJcTSTFMMFtKlFa8voHwfJv83TJUbqXS76WtzqDZLxOFQRiuy882_t9zFT3P_H6CuW55_orIJngZTzKtbPOp2K2bjuOGKvvWPmMdR85QD96cD_fLL21o1Yi91-uqSUJW_UFp00GRfg8S7-o7-w0zlfxmakOOosIEJXj4FK9IQZXt7Dq29lsE2Tg68KWDZWsJBRegR0NAhSTwuiu1Lej3pbczYnf22kg",
    ),
    (
        super::JwtAlgorithm::Ps512,
        "eyJhbGciOiJQUzUxMiJ9.eyJzdWIiOiJhbm4iLCJleHAiOjE4MDAwMDA2MDB9.jXQQtj7on80Dq2K7TxfzlZ1Cr-k39y8fKr8umi-z5TKI5K_YzWuntPyCUG9Up3T3pf-rqJVrPwSlooPh0tJGIi6pDlDsbSfvDv12IDIG12N8074LxlYajT4I3BjARG0m9CM87obcEA0FzWR7p7Ddd_k4wIPCIz1seBP855E3b7E-o-HQz0OHNdAFvdljAU_0UYn601PxslFj0_b-jit0Yr92RPcaK5yBP8NOeq0OHJEva3G9Nye6hYU7ofJg_njs682Dz0B_3f-6MOYdulU_4NhJllU9eGighKk69spvRNgaUGjgvUQfMP5NDrM5H2yJH7imBMezmrnjEO_EeR9w5g",
    ),
];
