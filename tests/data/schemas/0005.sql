PRAGMA application_id = 1279544919;
BEGIN;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version (version_num) VALUES ('0005');
CREATE TABLE citation (
	pmid INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	first_seen VARCHAR(27) NOT NULL, 
	fetched_at VARCHAR(27) NOT NULL, 
	refresh_at VARCHAR(27) NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	relevance TEXT NOT NULL, 
	study_type TEXT NOT NULL, 
	title TEXT NOT NULL, 
	journal TEXT NOT NULL, 
	published TEXT NOT NULL, 
	doi TEXT NOT NULL, 
	is_retracted BOOLEAN NOT NULL, changed INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (pmid), 
	UNIQUE (uid)
);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (101, 'pmid:101', 'dce3f433d6b9ce577322c7d510644c0348415edf7a003e9fc4d66412a40b209b', '2026-11-25T19:42:32.005460Z', '2026-11-25T19:42:32.005460Z', '2026-12-02T19:42:32.005460Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 101', 'Demonstration Records of ldn-watch', '2026', '', 0, 1);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (102, 'pmid:102', '8e28141fe613d952f692d6a0e4f1c07afd761f798da5ace2a5374b77f697dfd5', '2026-11-25T19:42:32.005460Z', '2026-11-25T19:42:32.005460Z', '2026-12-02T19:42:32.005460Z', 0, 'focus', 'other', 'Low-dose naltrexone in multiple sclerosis: trial 102', 'Demonstration Records of ldn-watch', '2026', '', 0, 1);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (103, 'pmid:103', '8fd8facff4fe80050068be2327469e0ca4c331500555d3101024cacc83f360f3', '2026-11-25T19:42:32.005460Z', '2026-11-25T19:42:32.005460Z', '2026-12-25T19:42:32.005460Z', 0, 'unrelated', 'other', 'Naltrexone in alcohol use disorder', 'Demonstration Records of ldn-watch', '2026', '', 0, 1);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (104, 'pmid:104', '38e920e196eae8f858d2a71c43f5d1a9acc7aec3eb6f741e72025e5995bf61f8', '2026-11-25T19:43:21.823906Z', '2026-11-25T19:43:51.026318Z', '2026-12-02T19:43:51.026318Z', 0, 'focus', 'other', 'Low-dose naltrexone in fibromyalgia: trial 104', 'Demonstration Records of ldn-watch', '2026', '', 1, 3);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (105, 'pmid:105', '11786ca2be1e38af5c6fbfc4c5d164097663a0d4a1b5a1ceb820d437af70cf3a', '2026-11-25T19:43:21.823906Z', '2026-11-25T19:43:21.823906Z', '2026-12-02T19:43:21.823906Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 105', 'Demonstration Records of ldn-watch', '2026', '', 0, 2);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (106, 'pmid:106', '62cc7caaa18b43a927628490a5f0c92b72b73e34d42fc87c78a84a10dd8ddaaa', '2026-11-25T19:43:30.330822Z', '2026-11-25T19:43:30.330822Z', '2026-12-02T19:43:30.330822Z', 0, 'focus', 'other', 'Low-dose naltrexone in multiple sclerosis: trial 106', 'Demonstration Records of ldn-watch', '2026', '', 0, 3);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (107, 'pmid:107', '70c3d5a8dd2c2f4b7d99e33dc8882bca89688fc38ae7fef3752e77c790351792', '2026-11-25T19:43:40.932546Z', '2026-11-25T19:43:40.932546Z', '2026-12-02T19:43:40.932546Z', 0, 'focus', 'other', 'Low-dose naltrexone in long COVID: trial 107', 'Demonstration Records of ldn-watch', '2026', '', 0, 4);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (108, 'pmid:108', 'c97fbabdb1e7f34c77ca90e954d78f642fe1a34a53158ca83543ce31cdcba541', '2026-11-25T19:43:40.932546Z', '2026-11-25T19:43:40.932546Z', '2026-12-02T19:43:40.932546Z', 0, 'focus', 'other', 'Low-dose naltrexone in fibromyalgia: trial 108', 'Demonstration Records of ldn-watch', '2026', '', 0, 4);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted, changed) VALUES (109, 'pmid:109', 'c76bdac36725bc657130361400b916579345fdcb08f774d452b05dc2bb24031e', '2026-11-25T19:43:51.026318Z', '2026-11-25T19:43:51.026318Z', '2026-12-02T19:43:51.026318Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 109', 'Demonstration Records of ldn-watch', '2026', '', 0, 5);
CREATE TABLE record (
	pmid INTEGER NOT NULL, 
	citation TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	PRIMARY KEY (pmid), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO record (pmid, citation, verdict) VALUES (101, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 101","uid":"pmid:101"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (102, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in multiple sclerosis: trial 102","uid":"pmid:102"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"multiple-sclerosis","evidence":[{"field":"title","offset":23,"rule":"multiple-sclerosis","words":"multiple sclerosis"}],"group":"neurology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (103, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Naltrexone in alcohol use disorder","uid":"pmid:103"}', '{"reasons":[{"field":"title","offset":14,"rule":"addiction","words":"alcohol"}],"relevance":"unrelated","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"alcohol-use","evidence":[{"field":"title","offset":14,"rule":"alcohol-use","words":"alcohol use disorder"}],"group":"addiction","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (104, '{"authors":[{"family":"Example","given":"Ann"}],"comments_corrections":[{"ref_source":"RetractionIn 999","ref_type":"RetractionIn","uid":"pmid:999"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20","revised":"2026-11-25"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"},{"name":"Retracted Publication"}],"status":"MEDLINE","title":"Low-dose naltrexone in fibromyalgia: trial 104","uid":"pmid:104"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"fibromyalgia","evidence":[{"field":"title","offset":23,"rule":"fibromyalgia","words":"fibromyalgia"}],"group":"pain","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (105, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 105","uid":"pmid:105"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (106, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in multiple sclerosis: trial 106","uid":"pmid:106"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"multiple-sclerosis","evidence":[{"field":"title","offset":23,"rule":"multiple-sclerosis","words":"multiple sclerosis"}],"group":"neurology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (107, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in long COVID: trial 107","uid":"pmid:107"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"long-covid","evidence":[{"field":"title","offset":23,"rule":"long-covid","words":"long COVID"}],"group":"fatigue-post-viral","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (108, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in fibromyalgia: trial 108","uid":"pmid:108"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"fibromyalgia","evidence":[{"field":"title","offset":23,"rule":"fibromyalgia","words":"fibromyalgia"}],"group":"pain","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (109, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 109","uid":"pmid:109"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
CREATE TABLE citation_text (
	pmid INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	abstract TEXT NOT NULL, 
	authors TEXT NOT NULL, 
	journal TEXT NOT NULL, 
	keywords TEXT NOT NULL, 
	mesh TEXT NOT NULL, 
	PRIMARY KEY (pmid), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (101, 'Low-dose naltrexone in Crohn''s disease: trial 101', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (102, 'Low-dose naltrexone in multiple sclerosis: trial 102', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (103, 'Naltrexone in alcohol use disorder', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (104, 'Low-dose naltrexone in fibromyalgia: trial 104', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (105, 'Low-dose naltrexone in Crohn''s disease: trial 105', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (106, 'Low-dose naltrexone in multiple sclerosis: trial 106', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (107, 'Low-dose naltrexone in long COVID: trial 107', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (108, 'Low-dose naltrexone in fibromyalgia: trial 108', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (109, 'Low-dose naltrexone in Crohn''s disease: trial 109', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
CREATE TABLE revision (
	pmid INTEGER NOT NULL, 
	fingerprint TEXT NOT NULL, 
	fetched_at VARCHAR(27) NOT NULL, 
	raw BLOB NOT NULL, 
	PRIMARY KEY (pmid, fingerprint), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (101, 'dce3f433d6b9ce577322c7d510644c0348415edf7a003e9fc4d66412a40b209b', '2026-11-25T19:42:32.005460Z', X'789CA5544D8BDB3010FD2B42979E166DF6D0439105619D52173B6BB669A147359AB505B66424996CF6D7772C7FC449CB52E8C9A39937F3E6E3615EF6BF5A505B17F4B101C10B508D36F0A8830CDA1AF20DBFBD4F68B14BF36CBFA3E4E964C025749F1754F0B2C852F2039C47684237546CEE379C0D5EC1A79204090AABA04968E9B40998F5D5F6CEC8663132EF7B2048090AE975DF5EA0989CCA807DFD04E9C4C3FDC347CEA2892C7388ADCB087ED0010749A1B5C607374EF10C47EB9427F68534CADC9D6438D69C8DC8257F6979F4E7F674A7AC0782A1E0E0D51A20DA9047676BF3C113A53D480F9F48705A36240E7E95CF4B596913F997B596956143EBABC8B60FB575B9F661B605CFA50F7BD982D8BDCAB66B80B3C5C33F5B07D1DA1AC3D9F242F22999AD2BE6D254BDAC4080A9862AD36BD86BA38FB185C3B983117CE324DFB38452316D874CC3C5C5AF61E20FCF588DDD6A6A3E9379B18BEFB0FDA74B5DD08B7D558DDDC836CE82B2468148C1BF603FD69DA3138193700661CEEAEE229AFE45668535A146592345B4782ACF08E06CF8C6C92F15DF210083127AFB7F02B69E65DEF94822BA6E70F9FAEA1E536C9676A626A5CD4F92A9E1649715AC859C29B1B2A7B3AE37CBAEFF1EBF011FED84BC');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (102, '8e28141fe613d952f692d6a0e4f1c07afd761f798da5ace2a5374b77f697dfd5', '2026-11-25T19:42:32.005460Z', X'789CA5544D8BDB3010FD2B42F745BB39ECA1C8825067A98B9D9A362DF4A846B38EC0968C24934D7F7DC7B2EC386929859E3C9A79336F3E1EE6F5F0A303B575411F5B10BC02D56A03EF7590415B43BEE077F019AD767959EC77947C3A1B7019DD971515BCAE8A9C7C03E7119AD1272A9E1E379C8D5EC1534982049555D066B476DA04CCFA68076764BB1885F70310A40485F47AE8AE504CCE65C0BEBE837462F3B879E62C9AC83287D8BA8CE0071D70901C3A6B7C70D3149FE1689DF2C4BE92569987B30CC713671372C95F5A9EFCA53D3F28EB8160283878B3068836A41BDAA07B9CCB23D259AFFD3B129C962D89B3DF94E0B56CB4892D2C9BAD1BC3C6EE5791ED104ED695DA87D916BC943EEC650762F7263BA4E36CF1F017EB205A5B63385B5E489E92D9BA62294D33C806049866AC925EE36A5B7D8C2D1C2E3D4CE03B27F95A64948AB42092868BBB5FC3C46F9EA91ABB97D57C29F36A17DF61FB4FC7BAA217FBA61ABB536E9C05958D1A91827FC07EACBB4427029376466DCE02EF239AFE41699535E184CA468A68F15C5E10C0D9F88D935F2BFE85000CAAE8E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3BA0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE407E0109AC8690');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (103, '8fd8facff4fe80050068be2327469e0ca4c331500555d3101024cacc83f360f3', '2026-11-25T19:42:32.005460Z', X'789CA554DB8ADB3010FD15A1F7457B813EC98250A7AC8B9D9A362DECA36A4F6C812C19496637FDFA8EE54B9C7429853E69343A33672EC7E6E5F0B3837AE782AA34085E40AD95818F2AC8A0AC21DFF01C7C428B7D9A67873D255F5E0DB8841EF2820A5E16594A7E80F3084DE803150FF74F9C8D5EC1E79404090A5B834E68E9940918F5D90ECE48BD1A99F70310A4841AE9D5D05DA0189CCA8075BD8074E2F1FEF10367D14496E5896DD3087E54011B49A1B3C6073775F1152AEB6A4FEC89E8DADCBDCA50B59C4DC8357E2D79F21FA40E0EDEAC01A20C91BAB2ADD564F0406AE5311B38CEAE0278291B6522E13AC7B2316CAC75F3B21B426B5DAE7C586CC173E9C3417620F66FB2EB3570B67AF827EB205A3B63385B6F483E07B36DC65C9A66900D0830CD9865BE8D83D4AA8A251CCF3D4CE01B27F99E25948A791C646E2E4E7A0B137F78A66CEC5644CB5ECCC9AEBEE3EE9F567341AFF6553676A3D3D80BEA181521057FC67AAC3B47270267A58C4A5CE4DC47347D47578535A1451D2345B4782ACF08E06C3C63E7978C7F210083E2F9F5FF046CDBCB32F38944F4FDE8F2EDD53EE6B745CB593D2B6DB992AC1E57761941FC64D767B1B1E7B56E27CBAE7F17BF01E3F08087');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (104, 'e66d5bc7542aa1ecbef042830b8f49e1d19e4c2b5c280d3164e7594872e120f2', '2026-11-25T19:43:21.823906Z', X'789CA5544D8BDB3010FD2B42F745BB4BE9A1C88250A7D4C54E4D9B167AD4461347604B4692C9A6BFBE6359769CB494424F1ECDBC99371F0FF37A78E9406D5CD0871604AF40B5DAC07B1D64D0D690AFF81D7C46AB6D5E16BB2D259FCF065C4677654505AFAB2227DFC1798466F4898AA7C7379C8D5EC1534982049555D066B476DA04CCFA64076764BB1885F70310A40485F47AE8AE504CCE65C0BE7E8074E2F9F1F92D67D1449639C4D66504DFEB8083E4D059E3839BA6F80207EB9427F6485A651ECE321C4E9C4DC8257F6979F297F6FCA0AC0782A1E0E0D51A20DA90A37E71B6BBC8B6D1F21D094ECB96C4A96F92792D1B6D22F9B2D3BA316CEC7B15D90CE1645DA97D986DC14BE9C34E7620B6AFB2EB5BE06CF1F00FD641B436C670B6BC903C25B375C5529A66900D0830CD5825BDC6A5B6FA105BD85F7A98C0774EF2ADC828156935240D17B7BE8689DF3C5335762FA8F946E66817DF7EF34F67BAA217FBA61ABBD36C9C05358DEA90827FC47EACBB442702936A4655CED2EE239AFE41639535E1849A468A68F15C5E10C0D9F88D935F2BFE85000CEAE7E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3AE0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE3A7E0111A58429');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (105, '11786ca2be1e38af5c6fbfc4c5d164097663a0d4a1b5a1ceb820d437af70cf3a', '2026-11-25T19:43:21.823906Z', X'789CA5544D6BDC3010FD2B42979E8292407B08B26089B7D4C5DE98761BC8515D4D6C812D194966B3FDF51DCB1FEBDD8652E8C9A39937F3E6E3615EF63F5B501B17F4A101C10B508D36F0A8830CDA1AF21DBFBD4F68B14DF36CB7A5E4E968C02574971754F0B2C852F20CCE2334A17754DCDD7EE46CF00A3E9524485058054D424BA74DC0ACAFB67746368B9179DF03414A5048AFFBF60CC5E45406ECEB05A413F7B7F79F388B26B2CC21B62E23F85E071C2485D61A1FDC38C5373858A73CB1AFA451E6E628C3A1E66C442EF94BCBA33FB7C71B653D100C05076FD600D1863C3A5B9B0F9E28ED417A7820C169D99038F8453E2F65A54DE45FD65A56860DADAF229B3ED4D6E5DA87D9163C973EEC640B62FB26DBAE01CE160FFF6C1D446B630C67CB0BC9A764B6AE984B53F5B20201A61AAA4CAF61AF8D3EC416F6A70E46F09593FCC8124AC5B41D320D1717BF86893F3C633576ADA9F94CE6D52EBEFDE69F2E75462FF645357625DB380BCA1A052205FF82FD58778A4E044EC2198439ABBB8B68FA8ECC0A6B428DB2468A68F1549E10C0D9F08D939F2BFE85000C4AE8D7FF13B0F52CF3CE4712D17583CBD717F79862B3B43335296D7E924C0D273BAF602DE44C89953D9D75BD5976F9F7F80D3CD184C8');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (106, '62cc7caaa18b43a927628490a5f0c92b72b73e34d42fc87c78a84a10dd8ddaaa', '2026-11-25T19:43:30.330822Z', X'789CA5544D8BDB3010FD2B42F745BB7BE8A1C882B04EA98B9D9A6EB6D0A31ACD3A025B32924C36FDF51DCBB2E3A46529F4E4D1E8E9BDF97898D7C3CF0ED4C6057D6841F00A54AB0D3CE92083B6863CE377F019ADB67959ECB6947C3D197019DD951515BCAE8A9C7C07E7119AD1072A1EEE3F703666054F9404052AABA0CD68EDB409F8EA8B1D9C91ED1214DE0F40501214CAEBA1BB40F1712E03D6F503A4138FF78F481F435499AFD89A46F0BD0ED8480E9D353EB8A98B6F70B04E79625F49ABCCDD4986C391B309B9BC5F4A9EF2A53DDD29EB81E05570F0660D106D4837B441F7D89747A4B35EFB8F24382D5B127BBFA2E0B56CB489252C93AD1BC3C6EA57379B211CAD2BB50F732C78297DD8C90EC4F64D7628C7D992E19FAC83186D8CE16C39A1787ACCD68CA534CD201B10609A91259DC6D1B6FA104BD89F7B98C03749F25264948A3420929A8BB35FC3C41F99898DDDDA6ADE9479B54B6EBFF9A7655DD04B7CC5C66E9C1B7B4167A347A4E09FB11EEBCE3189C0E49DD19BB3C1FB88A67F715A654D38A2B35122463C97670470367E63E717C67704C0A08B7EFDBF005BF732CF7C12117D3FA6FCF16A1FE96E7677A192D3E62329D4B8B2CB08D6462E9458C569ADEBC9B2EB1FC86F269C869C');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (104, '38e920e196eae8f858d2a71c43f5d1a9acc7aec3eb6f741e72025e5995bf61f8', '2026-11-25T19:43:30.330822Z', X'789CA554DB8ADB3010FD15A1F74549680B29B220242975B1D3904D0B7DD4DA1347604B41929B4DBFBEE36BECD45B0A7DB1C733672E3AA363BE2F5F0A4857D6AB2407C1634873A561ADBCF4CA68F28CEFD20534DE6EA270B7A5E4EB55830DE82E8AA9E0FB38DC90EF601D42033AA7623E7BC759E5157C233D1CE0A772900AFE03A4158BD9E20367B5C963A3FD59CCE79C3516C26F62F19EB3EA5D3D07C9ED7004478D4D0A7940F756698FFDBF98D26A99F746E85C09048787140FA2CAE20EC5E4AAE8C428AC0FB16119C18FCA23251B288C76DE367C1C20313675C49C489EEAA7ABF4C999B306D9E7F72337FEC85C9F52E38060C85B78351A88D2E4A45EAC296E32CF94FC48BC553227357FA364BE9799D275F37E3BFB4CB36AEE416455FAB3B19172BEB3058FA4F33B5980D8BECAE2920367BD877F32166A6BA53567FD17366F93D9B062247556CA0C04E8ACAAD27E55A4E62AA94738DE2ED0801F9CE45B18502A5A6A487BB89AF521ECADBC0320F5092E940CE213D98F9E6616F678B1BB0DEB93E97DC7D53F2DF98EEEED51B5B5290AD0DEAD8DB59054855C33C444005B9CAA2903DA9E0F9DA1C66B8AFE672C9A801806C872B9E4EC1EFB537835A0111E9BE837ED6D397AD07CBD09FC27A026A4E09F1163ECAD7622B0D54AB58CEED770A9D1F46D91CFC6229F75221F55FC4B039CDAC2AFFF6FC08667E9EE4AD3445C2E95CB9D47F7A88D756A0ED3565FDD2709D366891D0543F986A918D82DD54366D9F8D7FB1BFF2CF5CE');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (107, '70c3d5a8dd2c2f4b7d99e33dc8882bca89688fc38ae7fef3752e77c790351792', '2026-11-25T19:43:40.932546Z', X'789CA554DB8ADB3010FD15A1F745BBFBD0429105619D52173B6BDA74A18F6A34EB0864C94832D9F4EB3B962F71D2520A7DF268E6CC9CB91CCCEBFE470B6AE3A33E1810BC0265B485271D65D4CE92AFF8ED4346AB6D5E16BB2D25CF270B3EA3BBB2A282D755919317F001A1197DA0E2E1FE3D678357F0A9244182CA293019ADBDB611B33EBBDE5B6916A308A1078294A0905EF7ED058AC9B98CD8D777905E3CDE3FBEE32C99C83287D8BA8CE07B1D71901C5A6743F4E3145FE0E0BC0AC4BD12A3ECDD49C6C391B311B9E42F2D8FFED29DEE940B4030143DBC390B445B629C6DC8D3F34B917F20D16B69489AF92A95D7B2D136512F1BAD1BCB86AE57914D1F8FCE973AC4D916BC9421EE640B62FB26DBCE00678B877F741E92B5B196B3E585E453325B572CA56D7AD98000DB0C55A6D7B052A30FA985FDB983117CE324DF8A8C52312D864CC3A59DAF61E237CF588DDDCA69BE907D758B6FBFF9A7235DD08B7D558DDD2836CD828A466D48C13F613FCE9F9313819366064DCEC2EE129AFE416195B3F1888A468A64F15C9E11C0D9F04D935F2AFE85002CAAE7E7FF13B0F52CF3CE4712D175832B1CAFEE31C56655176A52DAFC24851A4E7659C15AC885122B7B3AEB7AB3ECFAC7F10B1DCC8281');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (108, 'c97fbabdb1e7f34c77ca90e954d78f642fe1a34a53158ca83543ce31cdcba541', '2026-11-25T19:43:40.932546Z', X'789CA5544D8BDB3010FD2B42F745BB7B28A5C88250A7D4C54E4D9B167AD4461347604B4692C9A6BFBE6359769CB494424F1ECDBC99371F0FF37A78E9406D5CD0871604AF40B5DAC07B1D64D0D690AFF81D7C46AB6D5E16BB2D259FCF065C4677654505AFAB2227DFC1798466F4898AA7C7B79C8D5EC1534982049555D066B476DA04CCFA64076764BB1885F70310A40485F47AE8AE504CCE65C0BE7E8074E2F9F1F90D67D1449639C4D66504DFEB8083E4D059E3839BA6F80207EB9427F6485A651ECE321C4E9C4DC8257F6979F297F6FCA0AC0782A1E0E0D51A20DA90A37E71B6BBC8B6D1F21D094ECB96C4A96F92792D1B6D22F9B2D3BA316CEC7B15D90CE1645DA97D986DC14BE9C34E7620B6AFB2EB5BE06CF1F00FD641B436C670B6BC903C25B375C5529A66900D0830CD5825BDC6A5B6FA105BD85F7A98C0774EF2ADC828156935240D17B7BE8689DF3C5335762FA8F946E66817DF7EF34F67BAA217FBA61ABBD36C9C05358DEA90827FC47EACBB442702936A4655CED2EE239AFE41639535E1849A468A68F15C5E10C0D9F88D935F2BFE85000CEAE7E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3AE0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE3A7E012E7D8435');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (109, 'c76bdac36725bc657130361400b916579345fdcb08f774d452b05dc2bb24031e', '2026-11-25T19:43:51.026318Z', X'789CA5544D6BDC3010FD2B42979E82921C0A0DB26089B7D4C5DE98761BC8515D4D6C812D194966B3FDF51DCB1FEBDD8652E8C9A39937F3E6E3615EF63F5B501B17F4A101C10B508D36F0A8830CDA1AF21DBFBD4F68B14DF36CB7A5E4E968C02574971754F0B2C852F20CCE2334A17754DCDD7EE26CF00A3E9524485058054D424BA74DC0ACAFB67746368B9179DF03414A5048AFFBF60CC5E45406ECEB05A413F7B7F71F398B26B2CC21B62E23F85E071C2485D61A1FDC38C5373858A73CB1AFA451E6E628C3A1E66C442EF94BCBA33FB7C71B653D100C05076FD600D1863C3A5B9B0F9E28ED417A7820C169D99038F8453E2F65A54DE45FD65A56860DADAF229B3ED4D6E5DA87D9163C973EEC640B62FB26DBAE01CE160FFF6C1D446B630C67CB0BC9A764B6AE984B53F5B20201A61AAA4CAF61AF8D3EC416F6A70E46F09593FCC8124AC5B41D320D1717BF86893F3C633576ADA9F94CE6D52EBEFDE69F2E75462FF645357625DB380BCA1A052205FF82FD58778A4E044EC2198439ABBB8B68FA8ECC0A6B428DB2468A68F1549E10C0D9F08D939F2BFE85000C4AE8D7FF13B0F52CF3CE4712D17583CBD717F79862B3B43335296D7E924C0D273BAF602DE44C89953D9D75BD5976F9F7F80D59B584D4');
CREATE TABLE tag (
	pmid INTEGER NOT NULL, 
	condition_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	group_id TEXT NOT NULL, 
	relevance TEXT NOT NULL, 
	field TEXT NOT NULL, 
	words TEXT NOT NULL, 
	PRIMARY KEY (pmid, condition_id, kind), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (101, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (101, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (102, 'multiple-sclerosis', 'topic', 'neurology', 'focus', 'title', 'multiple sclerosis');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (103, 'alcohol-use', 'topic', 'addiction', 'unrelated', 'title', 'alcohol use disorder');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (105, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (105, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (106, 'multiple-sclerosis', 'topic', 'neurology', 'focus', 'title', 'multiple sclerosis');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (104, 'fibromyalgia', 'topic', 'pain', 'focus', 'title', 'fibromyalgia');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (107, 'long-covid', 'topic', 'fatigue-post-viral', 'focus', 'title', 'long COVID');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (108, 'fibromyalgia', 'topic', 'pain', 'focus', 'title', 'fibromyalgia');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (109, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (109, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
CREATE TABLE event (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	pmid INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	quiet BOOLEAN NOT NULL, 
	detail TEXT NOT NULL, 
	UNIQUE (pmid, kind, "key"), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (1, 101, 'new', '', '2026-10-20T00:00:00.000000Z', 1, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (2, 102, 'new', '', '2026-10-20T00:00:00.000000Z', 1, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (3, 104, 'new', '', '2026-11-25T19:43:21.823906Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (4, 105, 'new', '', '2026-11-25T19:43:21.823906Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (5, 106, 'new', '', '2026-11-25T19:43:30.330822Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (6, 104, 'retracted', '', '2026-11-25T19:43:30.330822Z', 0, 'RetractionIn 999');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (7, 107, 'new', '', '2026-11-25T19:43:40.932546Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (8, 108, 'new', '', '2026-11-25T19:43:40.932546Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (9, 109, 'new', '', '2026-11-25T19:43:51.026318Z', 0, '');
CREATE TABLE feed_line (
	scope TEXT NOT NULL, 
	band TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	seq INTEGER NOT NULL, 
	pmid INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	PRIMARY KEY (scope, band, at, seq)
)
 WITHOUT ROWID

;
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:43:21.823906Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:43:21.823906Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:43:30.330822Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:43:40.932546Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:43:40.932546Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T19:43:51.026318Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'grave', '2026-11-25T19:43:30.330822Z', 6, 104, 'retracted');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-11-25T19:43:21.823906Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-11-25T19:43:51.026318Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'focus', '2026-11-25T19:43:21.823906Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'focus', '2026-11-25T19:43:40.932546Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'grave', '2026-11-25T19:43:30.330822Z', 6, 104, 'retracted');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-11-25T19:43:21.823906Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-11-25T19:43:51.026318Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:long-covid', 'focus', '2026-11-25T19:43:40.932546Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:multiple-sclerosis', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:multiple-sclerosis', 'focus', '2026-11-25T19:43:30.330822Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:fatigue-post-viral', 'focus', '2026-11-25T19:43:40.932546Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-11-25T19:43:21.823906Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-11-25T19:43:51.026318Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:neurology', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:neurology', 'focus', '2026-11-25T19:43:30.330822Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'focus', '2026-11-25T19:43:21.823906Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'focus', '2026-11-25T19:43:40.932546Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'grave', '2026-11-25T19:43:30.330822Z', 6, 104, 'retracted');
CREATE TABLE digest (
	id TEXT NOT NULL, 
	opened_at VARCHAR(27) NOT NULL, 
	last_due VARCHAR(27), 
	next_number INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('all', '2026-11-25T19:42:51.438675Z', '2026-11-25T19:43:52.214666Z', 4);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('weekly', '2026-11-25T19:42:51.438675Z', '2026-11-25T19:42:51.438675Z', 1);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('more', '2026-11-25T19:42:51.438675Z', '2026-11-25T19:43:24.296144Z', 2);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('_sd7cde1ab629f77ab829c1d39', '2026-11-25T19:43:04.546690Z', '2026-11-25T19:43:04.546690Z', 1);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('_sc69fdd8ab657562bfc97845b', '2026-11-25T19:43:14.517203Z', '2026-11-25T19:43:14.517203Z', 1);
CREATE TABLE issue (
	digest TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	composed_at VARCHAR(27) NOT NULL, 
	channel TEXT NOT NULL, 
	message BLOB NOT NULL, 
	PRIMARY KEY (digest, number), 
	FOREIGN KEY(digest) REFERENCES digest (id)
);
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 1, '2026-11-25T19:43:24.000000Z', 'smtp', X'789CED586D6FE33612FE6EC0FF61EAC561EFC5B22DD94E1CF9E59A26D936C0BE61935EB19F0E944459BC50A28EA4E3B845FFFBCD487E91ED38717617B8027746E0483439F370E699E170DE6895FAF0F6F23DCC990D131815FFBEE70F2CCD256F293D9DD46B37B3E05F3CB43E7890F139A80C2EB44AB2D706226138331C5816C11B11A0B0059353C1C081AB7BAE173611D9B45EBB6496FBF00B8F9AE0F5E1BDBA07AFE39D807BE6F7BABED783BF75F053AFBD15C63AD7910F2326656B1BC3F9CC2A0781A4C25A8E5318BD4F79C635CA8EEAB58F9A873CE259888A8299BCABD7DE5DBFBB72FEC1B5112AF3C16DA1820B95599E59E77691E3B47426ADC899B66D262DD719B3E29E0F2150B32C627A316E8CFFE90683411479DDC80D824ECF6391D70907BDA8DBA8D7EA35C7393C615797E50FB69D4B26B2218409D386DB7163666367D0A84CD52C3331D7CE5516AA082DE7C3BF670AB7E7E45A6496059293DEAA65D79E6B823066C6C1DD32314D3FDA693419C17CFAF0D3FBD73770797D73757E7355AF8DBB97C7FF9184BFC25B357722852A32B4ACE60F2AE320F600A055B46012DC4EBF5E03B82AFD0DE7F472C95395198BCE45EFC1271E2A1D195031C828738A0DB7961B04F82559F88FA9F4A1F1C8688390D884831596EC09E5670F5B6367E4C0BAEB2C962C4D99557A81D49973F912111F67C13B6273626D6EFC763B4782F3A89585816865326D6522694DD57D1B4DD42EDDF3E6FA874F1FDE7D3E7FFBE3F5F971BE79D22571C5FF1B7FF4FEFBFE78B305AC51C5F93566ECB5CBC8FD361F9255EAC62034C0CC1D3EA17DF6921CFC7C7B51C41B06F89C6BC2DA8750D8C29CA65E4B0B0B92B8DB44180C65C814E0164488FE60D1BDA0B4262CA611290DCC1366977B068939D33471BA2D8771A9D533B48AD2A0C534B110E3D342CD5AF05116616F99BC03AB684C43A442642E041C67711AA2EC944D29399429A600F519C7A71CD513B89409890B423633BC14C2A2487353C056A5670815B1839E2331E5C6D66B8D4DDE6AD06FEBD4852A6E1518AB72DC6213E65A584E00F78E22980B9B1432CDEA449A65F868422D02842C25C607E7484C32758A3BDA5002795A3D51DA5F94C0139BCAAFCDDF8F1C4BF5DAE8BBCB0F17B79F3F5E01A9988CE81B243A02E3B7C1B3068E70164D46C62E249F7C4FCC60F0E75C73D4669C5049A51D13263C45A4D1B85E63FAEE2FF05BBD16A868D1849649387AEF3708587837D574BEF9F0CAF5DC337700DF893457DAB2CCE2CE4810FEC47B7898B2CA4FF07BBDD62208BB423A5137E89EEECC644D483C9CB912771A476EB83B29F15A53CDEE39C2C378A8CC8EE33376D6DB559E728B625BF384F6132B8544695936359585EC2C1804FDDD85E818CCCC081B3316BA6635D90BBBAC3BD899FC3B8CDAA589D125A471ED6B7443E9EDF52F194B390DDF0B3E27110DC451D08006E722B2093E449C42D7295EF184CE84C5048B9E6292D6BAFBD2AAAEDC92288B58C6BAE46E7F9199E5840079565D6E9E5A5FA4CEC997D573A376B9BA206EBB20263E10D5A0301EA94B999E8ACCEF0C734C0E14099D618537AF388FBDD81D96CE78E586DEA977328C11ADEF9EE40F6D64B0DBEA83C3720C57C72C8CE569135EDFF0A9E2F0F3F5EB267C5281B2AA093F7179CF2DA6C9269CD3E1D5048331E818AE455C6C3412F7104A660CA1C280696C30E266B1225BF8199E42C3943D380927232154857B8DA59AFB8988220ABF32D922ACAFCAF350A6F9511B41ED612B62B4510D7AD0AA048A25AA0865153AA12D48E59FF43AF903A2476CA5C58BCA78CBD871FC8829C86D15812B3779BDFC01F7B3FCDA12D3097A718F2D7D86EAD67213F711BF93331D237EE5BEE7A1202932BEB2AFDBEA3626553A252E89C937E0E436B85D32397854F8C8938A12F7347F686CF88CF09EA3F4A89DEF682D0AE817AA4573AD581CC6A8959F70DCDCE63E35BEF0C63F9CAE6AF3D56B85374B182B4A60DE3C1C43DEC9CA39BD6D147D7CA503CAB1C509A474EA634A20383AC4BD0F25C74B13E6859C8524A7D5E9F37405BB13F4C3FE4963B2632FF48AB7479A22973E62A1922C2B986414E80045F27099753158AD4A1190EFE26F464911C1AB28C073C65B079B33D72CF703CDD99D33C76543FA728AF7CA68C9B8EE938C2332EC32AE8F672883044FCC82FD9B4211411D2CB92B5BDDB1D6E11B0ECA3B70C919B5D904CDDADDA11DA5F2E758D73BC8BA7EFF04357A7D0CC575C13E0AF4E4D8827D3F0CF088FD2A381EE2213858AC68954D27781DA0D2158BC30433221DB0C530813CEE9280F2F6EE09B4FA8557365A52DCD6C8E35F7261DB371572ECCE3C67ACC17EACAEB94964B1BE77889B2F2626CA1BCE13AC9F8B58E778B451500D4B5C8E2E83A147A9B23CD18892F0874941DBE9F97F3EFFF45E9E7FF09A4C85C02337FAFF279F6F9B7C8EEE4FFC61B2C6613A7D8BACB115A7743F7BB2B8EC7AC770AA30DB61339541EDBBDE06D993E5398A3DBA42CF5FA47CC5B683CD9B115D6996935ED6C881037D1CCAAC2F6DE5BC745B47B47D08C6339D1F185F79E341677C76B1A9F9574397DB8D20B8A570DBB4822AFC26F556F97B3DA1BF2F5B4138A7D20BFA93D76152220551DE810C5AED1C058B627B05AFD1844F74A050DE6E136AB3BF9D66D47A932D782450CB8614F56AD63DA9C3E9FE5C4A88A9B355A6F1ADC85BFEA727BA835396A71ED2730D2EEA5EFE07EA686922');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('more', 1, '2026-11-25T19:43:24.000000Z', 'smtp', X'789CED58696FE3C811FD2E40FFA156836072883A28C9077564BD3EB206E6C2D89BC57C0A9A6451EC986433DD2DCBCA62FF7BAA4849A624CBB67606C8028960C864ABBBEA75D5ABEAEABAD22AF5E0DDC507980B1BC4302AFE7D8F0F22CD136C293D9DD46B3733FF9F18580F5CC8700E2A8373ADE2ECAD81501A14064164215C499F842D443295021C4895C67AED4258F4E0670C9BE00EE083BA07B7E31E41F7D4EBF73CB70F7FE9D0A75E7B278D75AE430F46BCACB5A9FE6C6695431852692DD21CC1EF53CC5093F0B05EFBA431C010B38034F9B3E4AE5E7B7FFDFED2F93B6A2355E641B7451ACE556631B3CEED22A769E92CB13217DAB645625167C2CA7B1C82AF665928F462DC18FF23888E83413838F27DD70DC3D39E1F9EA2EF8B9346BD56AF39CEFE09DBBA2C3ED8769E08990D2188853668C78D998D1C16B59EAA456622D4CE6516A85066530FFE3553B43D27D732B3C24F90F596465DBBAB09D298194277C3BA3CF1D59EE2C904E3F3C71F3FBCBD818BEB9BCBB39BCB7A6DDCBB78FD1F4BF833BC53732754A422239B6A7C501982DC0140F6D05224D0ED0CEA3580CBD2D370C62F1798AACC58722BF90D3E63A074684045908499536CB8B5DC20C0CFF1C27B4AA5078D27461B8CC4C608565AB624949F1D6C8DAD913DEBAEB32811692AACD20B22CD1C9343447C9AF9EF99C7B1B5B9F1DAED9CA88D612B0B7CD9CA92B495C9B83555F76D3251BB74CFD5F50F9F3FBEFF72F6EE6FD767AFF3CDB32E892AFE7FF447FFBFEF8FAB0D608D2ACEAF3163BF5DC6ECB7F9B0AC523705A10161EEE889ECB393DFE0A7DBF322DE28B4E7A819EB0002690B731A0AE6C2822CEE36968642193205B40519903F44782F39A1494B0924490CCC6361977B8684D2A569D2745B0ED352AB676415A541CB696C21A2A7859AB5E0535284BD15C91D58C5631A42151073C1479A853CC479299B727258D898924F01EA0B8D4F91D433B854C88416046266B01422C250A32960ABD2338C8AD9C1CFA19CA2B1F55A8333568347D7498B84DF2A3056E5B4B926CCB5B4C8D0764E1E984B1B17D2CCEA009A65F468022D7D5C25C32B4422259B99DF1FE9401CAD9E23EDDF94B6639B265F9BB59F388CEAB5D177171FCF6FBF7CBA04563119F13724E4048ADD06660D1A41114E46C62E129C7CCFAC10F0C75C2369334EA012A51D13C49812D2705CAF097DF727F8A55EF355B86842CBC4489EFB057C11DC4D359F6A1EBCE9BADDD3EE097C27D35C692B324B3B6341F413F6E90815959FE0D77AADC510B68574C29EDF3BDE9A299A10BB347325EE380ABBC1F6A4D86D4DB5B8478247B150991D45A7E2B4BFAD3C454B625BF398F713294554695931359585E2D43FF107DB0BC93194950936652B72CD6AB21BF444EF646BF2AF306A97262697B0C6B5AFC90DA5B7D7BF6422451EBE973867110DC251D08007E732B4313D84C861EB14AF743A67D25272254F8984D77677A5555DB9213129E298AA91BBDD4566963302E25975B9796E7D913627871670A376B9AEA06CBBA0243D30C9A0301B2B4A859ECACCEB0C734A091C039D6185316F102337EA0E4B37BCE906EEB17B348C08A7D73DCA1FDAC4DD6E6B008EC829501DB33016D326BCBDC1A942F8E9FA6D133E2B5F59D5841F31B9474BC9B109677C6435C150F43906B58C8A2D86F21E824418C3A8724E3B6B8CB44DAAC0165E4667CF30150F4E8C6C1E82AAEE5147899A7BB10C430EBC32C512ACAFCAEE5026F7519B40ED602BA2B3510D77D0AA044A25A90C922A74465BD0C93BEA77F207424FD84A8B1795F086B1A3E80953B0DB2A02576E72FBF903ED67F9B521A6E3F7A3BE58FA8CD4ADE5C6DD27FCCECE748CFC377AAE4B821299E1CABEDD56AF31298914775940FE082BD984B54D23870E088F185211DF3DCE1F1A8F1C26602FD178D4CEB7B41605F3816AC9502BFE061169C523A46D3D5E9AC6E7EEF887E3552DBE7AAD306609634506CA95FBA3C73D5AB9A5BF896240AF7C2839B63875944E3D4A030C4707B4F76182743DA25C908B80E5B43A034C57B03BFE20181C35265BF622AFB83B7429F2E713162A69B282C946810E700C0F979996C2D4AA9400795DFACDA84486F026F4E96C71D761E6CCB5C83D5FA3B873E6B46CC85F4EF15E192DB9D67B966B4C866DAE0DE8DC1410D32959F0FEB13024507B4BECCA56B7ACB5FF4643F2F65C6A466D3121B3F6B668C7E9FB25D6F5F7B26E3038228DEE8082705DA08F7C3D796D81BE1B0674AC7E151C97F0301C2A50B4CAA6132AFFB954A56230468EF6E530837CDDA580E4EDDC0B78F58157345E52DCCED8E3BFE582B66B2AE2D89D79C95827BBB1BAE62693C57AEE3E6E1E4C4C92379CC7543517B18E74A871500D4B5C8E2E83A1CFA9B23CCB9892F0BB49419BE9F97F3EFFF40FCF3F742DE612E0891BFCFF93CFB74D3EAFEE47FC6EB2C67E3A7D8BACB111A77C277BB6ACECB9AFE15461B6FD662A83DAEBBA8FC89E2DCC49ECAB6BF3FC20E52BB6ED6DD68CF832B39C7458E306F6F46D38B31EDABA39745BAF68F3308C173A3D30BE74C7279DF1E93957FBAB978BCDC60F2CFB3E7CB9E2D64F85D9ACD82A6FA707F4D765EB87E6547A3F7F703B655FA9DC63D112DD4E9E95E9E02F8A9D159426EBBDD072627895AED3E3D6AA2237B6D982278274DD802279CB1ED4FE547F9624107127AB4CE11B51B7FCCF4F7CF3E60CCF3DA3971A5ADCA9FC0F5E095FB5');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 2, '2026-11-25T19:43:31.000000Z', 'smtp', X'789CDD58FB6FE3B811FEDD80FF87392D8AEBC3B22DF991587EDCA549F61A209B5D24D92E0E4551501265B1914495A4E3F80EF7BF77468A6DF995D7EE0FBD068923D1E4CCC7996F66C879AF64EAC1E5D915CC9909621815FF7EE40F2CCD13DE946A3AA9D76E66FEBF79603C704071A3586084CC1AF896F139C80C3ECC1223703AE820E14A6AA1C186F37BAE162616D9B45E3B63867BF085870D707B7025EFC16DBB7D70065EB7E3751CF84B1B7FEAB54BA18D7D117A306249D2DCC4703233D24620A93086E31446EF539E7185B2C37AED93E2010F7916A0227F96DCD56B1F2E3E9CDB7FE74A235884DE4405A732333C33F6ED22C76969019B29D36289E12A6346DCF321F87296854C2DC6D6F85F51BB170E8EDB83011FF8BD4E140C06BEEF767B8155AFD56BB67D78C2B62EC31F4C2B4F98C88610C44C696EC6D6CC44F6B15599AA58A623AEECF32C90215ACE83FFCC246ECFCE95C80CF3134E7AAB965D79AE0142EB190777C3C434FDC54EA3C9F5DAF5F9EDF5C9E9EDC5C7AB1B38B93A832F27D75717573FDDD46BE3CED937F9252D7F86EB1214F9F252CEED506A0E193A42F1079971101944C247762E5832150C2DA8044BC06977EB3580F3921B70422F673C95994669B443941B48156A901124616617C6693E1A03E01F2BB5FFA4D7EB95652093461079D64317190C06039AF6255EEC45E981B567D422F026E66084218F41F9F37E633B567577BB2B3ECDFC0F649AD8985C7BAD568ECCE761330B7CD1CC92B49989B83995F72DB447EBC0469E5B8A7B6B952EFFF0F9F2F6E2D3E539DC9C5E9E5F7FBCB978B3B34BD71EF067BAC3B8B557FB5FE5D56FE29FDD80C0E5BB98BFC657FD569937BECD0FC92A75630AD0C0F41D3EA1AD76522C7CBE3D059685F8A7E75C11D63E04C214A6C5B04F0B6B92B8DB187337FE6612700B2240DFB0F0BEA0933098C49244C33C66E671CF9060C6D60DA25C398C4B8D9AA155A40225A6B181089F1672D6844F0967E806C3923B3092C614843230F8BDCF7116A721CA8DD99423D032C115A07EC6F12947F5042E6522C105019B695E0A6161A8B82E60CBD233848A9842CFA198726DEA356B9D352DFA6E953851C5AD046D648E5B6CC05C09C309E04E2184B9307121532FEBE12CC3471D28E123E424A9D7DE738E242553A7B8A3352590B3D57AD67A53F9884D9A7C6DF5D85314EBB5D177671F4F6F7FFE740EA46232A24F48D01118D116CF2C1CE12C9C8CB459247CF2233183C11F73C5519BB603994865EB20E629220DC7F51A53777F825FEB355F868B063475CCD17BBF82CF82BBA9A2EAEAC13BC77506CE317C27D25C2AC332833B2341F815EF62296795AFE0B77AAD4910B685B4C38EDF39DA9AC91A10BB387329EE280A9D607B52EC36A78ADD738487F150991D450336E86E2B4FB941B1CD794CFB89A444A2340D9BEACA4236F08FFDDEF642748C5A106CCC5EE89AE56437E8B0CEF1D6E4DF60D42A4D8C2E218D2B5FA31B4A6FAFBEC958CA69F85EF03989B0104741031A9C8BD0C4F810720A5DBB78C5F341260C265BF4144B68ADB32BADEACA0D894911CB782ABADB5DA4673921409E5597EBA7D617A973F2B6D3E4A855AE2E88DB2A88890F4435288C47EA52A6A622F3DAC31C930345427B58E1CD3BCE23377286A533DE39817BE4F68711A2F59C7EFED042063BCD1ED82C4714B65E68C3D3067C7FC3A792C3E78BEF1B702D7D696403FEC6937B8ED516B9714285AC011A63D0D65C89A8D86828EE214898D6840A03C65A630C85C6F3E0C2CBB0220D53F660C79C8C845025EE354AE4DC8B451852F895C916617D559E8732CD8F5A086A075B11A35635E841C912281E90057AC2AA9AF7A12495D7EFB6F307448FD84A8B17E7F20D6347D11E5390DB2A02976E72BBF903EEE7F163434CDBEF465DF6E83354B7921B3B7BFC4ECEB4B5F8857BAE8B821291F1A57D9D66C79A54E9143B24265F834B36C16D93C9C652E1214F2A4A9CA3FCC15AF319E13D47E9512BDFD25A1CDF5FA916CDB5647110A156DEE7B8B9F56D6E7CEA8EFF7AB4BC192C5F2BBC7984B1A404E6CD159E223D3E81C773FB4B67753751F5F0D57084F3606C531425A9520FB30457011E018609C72B1CE6899C0524A7D9EEF174B90DD671FA4E604DD6E7D9B29CCE0B8A65381F4D17BB3B842AF2EC1EB425919690C960D0068AF2E16346C640363245E19E83DF69998810DE853ED620771588F65CB1DCF3156777F61C970DE9C32EDE2BA3251B3B4FB29188B2CDC61ED657B6DE0986AD0531D6D6717108B75E7203A86C7CBF1D2915A0BCD75DB4462D36416377B6884AC9FF399E760FF2B4D7EB2310B787C1BB3AEE8F7C3579E9717F3770A80EBF326E3ACBD7397901F118CF9749B8C4D839EA395D8E6E418A665B9E79D6D023AA1FB470B20B15CFC9AF0DF11E65965534A0E8C337D55D7D785EF92A4FB9A88F3C85273F25B3E904EF59740FC08A1C6379A1D34A314CFE7BD9ED0BE5ED5CC068F58BEFC6BB7BC468BA7BD6FFC7BB196A1585880903D12DA2B088BB37075DDBEF0505BD87F3186F114586E358E0297D0C4B5CB62AC3BE4B6E2DEB3A85193CA11BE5EDBBBA1F52FFAC6E3ADE743758B5A4548964A724BCB9046CE77FAA50CF9780721BD6645FD1FC7FCCFC7BFC8EA00E76100EF9DDDA17828F6D17CA70073B2FBF9334FFBBC9656FEA23FDCFE4B5C3047B5B5EDBCC261B914BF7E8272F011DF725FC2ACC76D84C65987B8EBB46F6E4350AC5BEF82695BF4AF99279079B6CE5D1A19CF4BA861B1CE8B751C67D6DCBEDB5DB7A417B8E603CD3A183F1B93B3E6E8F07A7EBBBD972E86CB36107B7147AEB965D85DFA4DE486FA777F7C363CB0EE7547A767F70DB2C499082941FF7E7D46A87CF5F14DB2B788D267CA25388F2B69B85EBFD6D350D579B6CEE3B04948D43EAA9AD7A87870BC0499240441DC832A56F44DEE37F7AA25E09657CEAF53DD788A42EF37F01F8372027');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 3, '2026-11-25T19:43:52.000000Z', 'smtp', X'789CAD586D6FE24812FE8EC47FA865749A7BC180CD4B12F3729B4BB2DA4833B3A349F656FBE9D4B6CBB82FB6DBD7DD40B8D5FEF7ABB20318089964E7A20C31EDEEAAA7AB9E7A9B1FB4CA7CF870FD0956C286094CCA3FDFE3A3C88A143B4ACF67CDC6DD22F83786D60717725C81CAE14AAB247F6F209206854170E066897A6D1399CF9B8D6B61D1875F306A8337844F6A095ECF1B817BE10FFAFED083BFF5E8A7D9F8208D756E231F26224D3BFB2A2F175639A43793D6226D11FC7D8E396A921D351B9F358618611E92A260913E341B1F6F3FDE38FF446DA4CA096987145CA9DC626E9DFB7541DBB2456A6521B4ED8AD4A2CE85954B1C43A0167924F47ADA9AFECB13FDB3F01C47C2BBF07A71300A46884170EEB69A8D66C3714E6F38D465F1D1768B54C87C0C6122B4413B6D2D6CEC9CB76A5BB5C84D8CDAB9C9431591E57CF8CF42D1F59C42CBDC8A2045D65BB7ECD6516D90C62C10FA7B26E6EDA77CC4EF48F7979F7EFCF4FE0EAE6FEF6E2EEF6E9A8D69FFFAF5BF2CE1AFF041AD9C4891D77332A4C6479523C8237D64042D450A6EEFA2D900B8A9DC0B97FCE51A33951B4BBE2467C1170C958E0CA818D22877CAFB759EEE03F04BB2F69F53E943EB99D51623B109829596CD07D5CF11B6D6C1CA8973B7799C8A2C1356E935316585E95B447C5E041F99BC89B585F1BBDD82F88C51270F03D9C9D3AC93CBA43357CB2E99A85B31ECFFF3C3B22ADD441603C23CD01319FA2818E1E7FB2B107944FFCC0A3563755D08A52D1D639A8DACF405CBBB4FA421CE41AE80EE2043F2AC889692E34F5AE27B9A1A5825C23E5D1A520A6ED3A6EDB65AA6A3562FC82C4A8396F3C4424C4F6BB5E8C0E7B4CC2156A40F6015AF698854483687006917F21287513E47425AC54209EA575A9F23A967709990291D08C5C260254444914653C256956B1815F38C9F233947639B8DD62EC05AFC6E1B63A4E25E81B1AAA02BB661A5A5450678942261256D52CA349B4CB9C8E9D1845A0604394D9B8D1F1089E26CEB8C6EB4E30431BE9EFABA7F28D324364BBF35D13C933F9B8DC977D73F5DDDFFFAF90658C56CC29F9092232819B4306FD10A8A683631769DE2EC7B6686803F171A499B7142952AED9830C18C9046D36643E887BFC06FCD46A0A2751B3A2641F2DE6F1088F061AE3911FBF0CEF5DC0BF71CBE9359A1B415B9A59BB1207A8503CAFAA2F60A7E6F363A0CE150482FEA07FDB3839DA20D89473B37E2CEE2C80D0F37255E67AEC512091E05446D771C5F888BC1A1F20C2D89EDAC12BE4FAC1411A563C5DCD40E8A8BE03C181E1E24C7504E21D894FBC8359BCD5ED817FDF383CDBFC3A45B99985CC21AB7BE263754DEDEBEC94586BCBC94B862112DC251D280175732B2093D44C8A1EB945FA994E4D252AA264F8994CFBAC7D2EAAEDC939896B14C05F4E1F89059148C8078563F6E5E3A5FE6CED9ABFA8C49B7DA5CF2B45BF2901E985950DA8AA56742CF65EEF7C605E502267E6F5CA3C93BC4D88BDD7165FB776EE89D79A3714CE07C77543C7689B06E67088E28283A1DB33616B336BCBFC3B942F8F9F67D1BBEA84059D5861F315DA2A5ACD8864BAE7A6D3014728E412DE3F25E915C42980A631815C5476B8791EE469DC2DACFA97C8D33F1E824C83621A88AEE1AA76AE527328A38DAAADC4AB0BE2DAF4395D6275D427504AE8CC9563DC841AB0A29F54E324CEBD8196E49227F34E8158F049FC055262F5BB63D6BC7F133B660BFD5046EFCE40D8A47BAD0D3C79E985E308807E2C969A46E2B37719F713C7BD331F2BFE87B1E094A658E1B03BB9D7E6B56E753E2B29862072EDD0777C826874A834F44A92971CF8AC7D68EBF04EF80C2936E71A0A46CE4DEA885ACB3616D1893121C21DD65D7C64FAFBCE93FCE363DE2E66B8D274F30360CA0B4783A66BCD1C617837D1443FACAF5C7B16581513AF329E2198E0EE9AAE314A979A7B02F44C8723ABD21661BD8BD60180E47ADD9917912EF882365AA7CC64215373630D928D0038EDCF15352A5E0B42A2340BE4BEF8C4A6504EFA280CA88B70D2E67A545E1071AC583B3A26363FE70CAEFB5D58A60FD1709C6BE3F24D8904AA480840A6249F65D2348A04EF682B5AB1E58EB74EB4DF24E74DF93AE989159FB07B4E34CFD35D60D4EB26E381C91466F4891B7EDEC27819EBDB6B33F0E03AAA0DF04C7233C0C877A11ADF2F98CE606EE4CA9F74B280372FD2C9719E4EBA60992773450F0E937CE127CA41C23D8E37F649238361571ECC17CCD58E7C7B1BAE52693C5FADE296EBE9998246FBC4AA83D2E631DA99471508D2B5C8EAE8261C099B1AA604C493848417B11CF8DD48B55A1EFBD869AA5D94E9BA94A0FBEEBED90BD585849ECEB6B6BF126ED1BD69E1CB326DC8D3C6D7ADBC80527262ECED36F1DBADE7AAD570C680CE32B331A4C6FBCE9796F7A71B5ABD69BA5EBFD910DEE396C77435B8DE0ACDE2AFF687AFBFBD3D0467B6A53DB9FBC1ECD6DC44192772219D767BC605D5EAF243699F0855991E41D8E8BBBFB1D8C8DDB4B76E09948AD46479EAAB6D3E3E9CA7199A610F30C5A9583BDD07BFACB4FDC3E73B5E069EF6BA328FF47C3FF00EE588649');
CREATE TABLE outbox (
	digest TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'released')), 
	number INTEGER, 
	position INTEGER, 
	PRIMARY KEY (digest, seq), 
	FOREIGN KEY(digest, number) REFERENCES issue (digest, number), 
	UNIQUE (digest, number, position), 
	FOREIGN KEY(seq) REFERENCES event (seq)
);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 3, 'waiting', 1, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 3, 'released', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 3, 'waiting', 1, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sd7cde1ab629f77ab829c1d39', 3, 'released', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 4, 'waiting', 1, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 4, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 4, 'waiting', 1, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sd7cde1ab629f77ab829c1d39', 4, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 5, 'waiting', 2, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 5, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 5, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sd7cde1ab629f77ab829c1d39', 5, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 6, 'waiting', 2, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 6, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 6, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sd7cde1ab629f77ab829c1d39', 6, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sd7cde1ab629f77ab829c1d39', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sd7cde1ab629f77ab829c1d39', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 9, 'waiting', 3, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 9, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 9, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('_sd7cde1ab629f77ab829c1d39', 9, 'waiting', NULL, NULL);
CREATE TABLE delivery (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	digest TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	in_doubt BOOLEAN NOT NULL, 
	next_try VARCHAR(27), 
	last_error TEXT NOT NULL, 
	lease_owner TEXT, 
	lease_until VARCHAR(27), 
	settled_at VARCHAR(27), 
	FOREIGN KEY(digest, number) REFERENCES issue (digest, number), 
	UNIQUE (digest, number, recipient), 
	CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'refused', 'held'))
);
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (1, 'all', 1, 'ann@example.org', '<all.1.220b452204e49d99594a42c1@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T19:43:24.658822Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (2, 'all', 1, 'ben@example.org', '<all.1.e3511d9d0604480061200c52@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T19:43:24.717855Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (3, 'more', 1, 'cy@example.org', '<more.1.62f7fbc358be7efcf290f684@example.org>', 'refused', 1, 0, NULL, 'RCPT TO: 550 5.1.1 No such user', NULL, NULL, '2026-11-25T19:43:24.740951Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (4, 'all', 2, 'ann@example.org', '<all.2.41be3957cb8bd033d48640ad@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T19:43:31.511244Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (5, 'all', 2, 'ben@example.org', '<all.2.7826556723807a7274ae9c5a@example.org>', 'deferred', 3, 0, '2026-11-25T19:48:52.687192Z', 'RCPT TO: 450 4.2.0 greylisted', NULL, NULL, '2026-11-25T19:43:52.687192Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (6, 'all', 3, 'ann@example.org', '<all.3.b368c415fa90e9b24306ac5f@example.org>', 'sending', 1, 0, NULL, '', 'old-host/33af6308/7720/1936247', '2026-11-25T19:58:52.701114Z', NULL);
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (7, 'all', 3, 'ben@example.org', '<all.3.de6cb1d48649a9229b1ee63c@example.org>', 'queued', 0, 0, NULL, '', NULL, NULL, NULL);
CREATE TABLE suppression (
	address TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (address)
);
INSERT INTO suppression (address, reason, at) VALUES ('cy@example.org', 'RCPT TO: 550 5.1.1 No such user', '2026-11-25T19:43:24.740951Z');
CREATE TABLE trouble (
	uid TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_try VARCHAR(27) NOT NULL, 
	parked BOOLEAN NOT NULL, 
	error TEXT NOT NULL, 
	raw BLOB NOT NULL, 
	PRIMARY KEY (uid)
);
INSERT INTO trouble (uid, kind, attempts, next_try, parked, error, raw) VALUES ('pmid:121', 'missing', 2, '2026-11-25T19:43:51.026318Z', 0, '', X'789C030000000001');
INSERT INTO trouble (uid, kind, attempts, next_try, parked, error, raw) VALUES ('pmid:120', 'unreadable', 2, '2026-11-25T19:43:51.026318Z', 0, 'PCDATA invalid Char value 1, line 1, column 294 ( , line 1)', X'789CA5544D8FDB201055CFFB238AB8AFD8E4D013468AEA54756567AD36ADD4231BCF3A48182CC0CA667F7D01DBC4C95655A53D31CC3CE6CDC7B3693D3C75D06C8C1307098C56D048A1E0B370DC09ADD00F7F0E36C3D5362F8BDD16A3C7930293E15D596146EBAAC8D12F30D64333BCC26CB57EA02478199D52224F50E90664866B2394F3AFBEE9C1282E9351583B00F294D0787A317417A87F9C73E7EBFA0DDCB0F5C3FA1325D1F42C73882CD330BA17CE379243A7957566ECE23B1CB4692CD2CF4836EAFEC4DDE148C9884CEF53C9A37FC7A533F0A215A00F771F91D4A7FB465BA0E40A456BDE0A1559D2F0EA569150E022B219DC519B525837DB8C96DCBA1DEF806D5F78D74B9F3979E8176D205A1BA52849374F3E3D26CB8C2557EDC05B60A0DA9065BA85E949718825ECCF3D8CE01B27FA596418B36906686A2E8E7709636F3C633672AB9C7919EA5927DF7EF35FFBB8A0937D958DDC8833F6E2C5EB65C019FDEAEBD1E61C9D1E38C923C86FD6701FD1F82F62AAB47247B6F2DA1D2D9AF3330B520E67ECFC92F11F04A0BC625EDF4F4096BDCC331F4958DF07973D5EED638ACD022E9A4969F315154D58D96504F13B4D61B6B0A7B52E274BAEFF117F003CBC7B38');
CREATE TABLE harvest_state (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO harvest_state (name, value) VALUES ('bootstrapped', 'true');
INSERT INTO harvest_state (name, value) VALUES ('matched', '11');
INSERT INTO harvest_state (name, value) VALUES ('query', '"naltrexon*[tiab] OR naltrexone[mh] OR naltrexone[nm] OR \"low dose naltrexone\"[tiab:~2] OR \"ldn naltrexone\"[tiab:~20]"');
INSERT INTO harvest_state (name, value) VALUES ('census_digest', '"e17d42f1405771c1fdae21a251a7fb576c7a8ae9f99b7f821c6c8647f7396cd0"');
INSERT INTO harvest_state (name, value) VALUES ('modified', '["pmid:104"]');
INSERT INTO harvest_state (name, value) VALUES ('looked_on', '"2026-11-25"');
INSERT INTO harvest_state (name, value) VALUES ('cuts', '[]');
INSERT INTO harvest_state (name, value) VALUES ('translation', '"\"naltrexon*\"[Title/Abstract] OR \"naltrexone\"[MeSH Terms] OR \"naltrexone\"[Supplementary Concept] OR \"low dose naltrexone\"[Title/Abstract:~2] OR \"ldn naltrexone\"[Title/Abstract:~20]"');
INSERT INTO harvest_state (name, value) VALUES ('warnings', '[]');
CREATE TABLE counter (
	name TEXT NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO counter (name, value) VALUES ('version', 5);
CREATE TABLE note (
	name TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO note (name, text) VALUES ('rulebook', '78301347ee016f95466571b97392f4f6444216af76d17ece15ddea940be188a9');
INSERT INTO note (name, text) VALUES ('clock', '2026-11-25T19:43:50.911246+00:00');
INSERT INTO note (name, text) VALUES ('reader_since', '2026-11-25T19:42:32.005460+00:00');
INSERT INTO note (name, text) VALUES ('reader', '0.1.0');
INSERT INTO note (name, text) VALUES ('published', '5 0d1fb08112108e86 f20bd3c72a9eb4e7 2026-11-25T19:43:51.574147+00:00');
CREATE TABLE lease (
	name TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	renewed_at VARCHAR(27) NOT NULL, 
	expires_at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE run (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	started VARCHAR(27) NOT NULL, 
	finished VARCHAR(27) NOT NULL, 
	outcome TEXT NOT NULL, 
	matched INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	report TEXT NOT NULL
);
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (1, '2026-11-25T19:42:30.410373Z', '2026-11-25T19:42:51.589877Z', 'new', 3, 3, '', '{"outcome": "new", "matched": 3, "fetched": 3, "new": 3, "events": {"new": 2}, "quarantined": 0, "composed": 0, "sent": 0, "deferred": 0, "refused": 0, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 21.179, "error": "", "alerts": [], "warnings": [], "failures": [], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (2, '2026-11-25T19:43:21.700921Z', '2026-11-25T19:43:25.060245Z', 'new', 5, 2, '', '{"outcome": "new", "matched": 5, "fetched": 2, "new": 2, "events": {"new": 2}, "quarantined": 0, "composed": 2, "sent": 2, "deferred": 0, "refused": 1, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 3.359, "error": "", "alerts": [], "warnings": [], "failures": ["more no. 1 to cy@example.org: RCPT TO: 550 5.1.1 No such user"], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (3, '2026-11-25T19:43:30.218042Z', '2026-11-25T19:43:31.542578Z', 'new', 6, 1, '', '{"outcome": "new", "matched": 6, "fetched": 2, "new": 1, "events": {"new": 1, "retracted": 1}, "quarantined": 0, "composed": 1, "sent": 1, "deferred": 1, "refused": 0, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 1.324, "error": "", "alerts": [], "warnings": ["cy@example.org gets no mail any more (RCPT TO: 550 5.1.1 No such user): digest ''more''"], "failures": ["all no. 2 to ben@example.org: RCPT TO: 450 4.2.0 greylisted"], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (4, '2026-11-25T19:43:40.895254Z', '2026-11-25T19:43:43.262409Z', 'new', 10, 2, '', '{"outcome": "new", "matched": 10, "fetched": 3, "new": 2, "events": {"new": 2}, "quarantined": 2, "composed": 0, "sent": 0, "deferred": 1, "refused": 0, "in_doubt": 0, "held": 13, "requests": 4, "seconds": 2.367, "error": "", "alerts": ["digest ''all'': 2 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release all", "digest ''weekly'': 4 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release weekly", "digest ''more'': 3 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release more", "1 subscribers: 4 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release subscribers"], "warnings": ["cy@example.org gets no mail any more (RCPT TO: 550 5.1.1 No such user): digest ''more''"], "failures": ["all no. 2 to ben@example.org: RCPT TO: 450 4.2.0 greylisted"], "stages": {}}');
CREATE TABLE migration_log (
	revision TEXT NOT NULL, 
	applied_at VARCHAR(27) NOT NULL, 
	app_version TEXT NOT NULL, 
	what TEXT NOT NULL, 
	PRIMARY KEY (revision)
);
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0001', '2026-11-25T19:42:21.895951Z', '0.1.0', 'Archive, ledger, outbox, deliveries, leases and runs.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0002', '2026-11-25T19:42:21.895951Z', '0.1.0', 'Full-text search, guards that keep the ledger append-only, views for readers.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0003', '2026-11-25T19:42:21.895951Z', '0.1.0', 'Incidents: failures that last, and which digest has told of them.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0004', '2026-11-25T19:42:21.895951Z', '0.1.0', 'What changed since when: each citation and each scope of feeds and pages, with the version of its change.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0005', '2026-11-25T19:42:21.895951Z', '0.1.0', 'Subscribers: who asked, who confirmed, what they chose; the key that links and forgotten addresses hang on.');
CREATE TABLE incident (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	opened_at VARCHAR(27) NOT NULL, 
	closed_at VARCHAR(27), 
	since VARCHAR(27) NOT NULL, 
	failed_runs INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	closed_after INTEGER
);
CREATE TABLE incident_told (
	digest TEXT NOT NULL, 
	incident INTEGER NOT NULL, 
	is_over BOOLEAN NOT NULL, 
	PRIMARY KEY (digest, incident, is_over), 
	FOREIGN KEY(digest) REFERENCES digest (id), 
	FOREIGN KEY(incident) REFERENCES incident (id)
);
CREATE TABLE scope (
	name TEXT NOT NULL, 
	changed INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO scope (name, changed) VALUES ('', 5);
INSERT INTO scope (name, changed) VALUES ('condition:crohn-disease', 5);
INSERT INTO scope (name, changed) VALUES ('condition:inflammatory-bowel-disease', 5);
INSERT INTO scope (name, changed) VALUES ('condition:multiple-sclerosis', 3);
INSERT INTO scope (name, changed) VALUES ('group:gastroenterology', 5);
INSERT INTO scope (name, changed) VALUES ('group:neurology', 3);
INSERT INTO scope (name, changed) VALUES ('condition:fibromyalgia', 4);
INSERT INTO scope (name, changed) VALUES ('group:pain', 4);
INSERT INTO scope (name, changed) VALUES ('condition:long-covid', 4);
INSERT INTO scope (name, changed) VALUES ('group:fatigue-post-viral', 4);
CREATE TABLE subscriber (
	id TEXT NOT NULL, 
	address TEXT NOT NULL, 
	address_key TEXT NOT NULL, 
	conditions TEXT NOT NULL, 
	condition_groups TEXT NOT NULL, 
	frequency TEXT NOT NULL, 
	state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'gone')), 
	asked_at VARCHAR(27) NOT NULL, 
	confirmed_at VARCHAR(27), 
	left_at VARCHAR(27), 
	consent TEXT NOT NULL, 
	source TEXT NOT NULL, 
	nonce TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CHECK (state != 'active' OR confirmed_at IS NOT NULL), 
	UNIQUE (address_key)
);
INSERT INTO subscriber (id, address, address_key, conditions, condition_groups, frequency, state, asked_at, confirmed_at, left_at, consent, source, nonce) VALUES ('_sd7cde1ab629f77ab829c1d39', 'sue@example.org', 'sue@example.org', '[]', '[]', 'monthly', 'active', '2026-11-25T19:43:04.546690Z', '2026-11-25T19:43:04.546690Z', NULL, 'operator', 'operator', '');
INSERT INTO subscriber (id, address, address_key, conditions, condition_groups, frequency, state, asked_at, confirmed_at, left_at, consent, source, nonce) VALUES ('_sc69fdd8ab657562bfc97845b', 'sam@example.org', 'sam@example.org', '[]', '[]', 'monthly', 'gone', '2026-11-25T19:43:14.517203Z', '2026-11-25T19:43:14.517203Z', '2026-11-25T19:43:18.246021Z', 'operator', 'operator', '');
CREATE TABLE subscriber_request (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	address TEXT NOT NULL, 
	conditions TEXT NOT NULL, 
	condition_groups TEXT NOT NULL, 
	frequency TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	consent TEXT NOT NULL, 
	source TEXT NOT NULL
);
CREATE TABLE client (
	id INTEGER NOT NULL, 
	sealed TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE secret (
	name TEXT NOT NULL, 
	value BLOB NOT NULL, 
	PRIMARY KEY (name)
);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence (name, seq) VALUES ('event', 9);
INSERT INTO sqlite_sequence (name, seq) VALUES ('run', 4);
INSERT INTO sqlite_sequence (name, seq) VALUES ('delivery', 7);
CREATE INDEX citation_refresh ON citation (is_deleted, refresh_at, uid);
CREATE INDEX citation_first_seen ON citation (first_seen);
CREATE INDEX citation_relevance ON citation (relevance, is_deleted, is_retracted);
CREATE INDEX citation_doi ON citation (doi);
CREATE INDEX tag_condition ON tag (condition_id, relevance, pmid);
CREATE INDEX tag_group ON tag (group_id, relevance, pmid);
CREATE INDEX feed_line_pmid ON feed_line (pmid);
CREATE INDEX outbox_open ON outbox (digest, state, seq) WHERE number IS NULL;
CREATE INDEX delivery_state ON delivery (state, next_try, in_doubt);
CREATE INDEX run_outcome ON run (outcome, started);
CREATE VIRTUAL TABLE citation_fts USING fts5(
    title, abstract, authors, journal, keywords, mesh, content="citation_text", content_rowid="pmid",
    tokenize="porter unicode61 remove_diacritics 2"
);
INSERT INTO citation_fts(citation_fts) VALUES ('rebuild');
CREATE TRIGGER citation_text_added AFTER INSERT ON citation_text BEGIN
    INSERT INTO citation_fts(rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES (new.pmid, new.title, new.abstract, new.authors, new.journal, new.keywords, new.mesh);
END;
CREATE TRIGGER citation_text_removed AFTER DELETE ON citation_text BEGIN
    INSERT INTO citation_fts(citation_fts, rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES ('delete', old.pmid, old.title, old.abstract, old.authors, old.journal, old.keywords, old.mesh);
END;
CREATE TRIGGER citation_text_changed AFTER UPDATE ON citation_text BEGIN
    INSERT INTO citation_fts(citation_fts, rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES ('delete', old.pmid, old.title, old.abstract, old.authors, old.journal, old.keywords, old.mesh);
    INSERT INTO citation_fts(rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES (new.pmid, new.title, new.abstract, new.authors, new.journal, new.keywords, new.mesh);
END;
CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER event_undeleted BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE VIEW citations AS
SELECT c.pmid, c.title, c.journal, c.published, c.doi, c.relevance, c.study_type, c.is_retracted,
       c.is_deleted, c.first_seen, c.fetched_at, 'https://pubmed.ncbi.nlm.nih.gov/' || c.pmid || '/' AS url
FROM citation c;
CREATE VIEW citation_conditions AS
SELECT t.pmid, t.condition_id, t.group_id, t.kind, t.field, t.words, c.title, c.relevance, c.study_type,
       c.first_seen
FROM tag t JOIN citation c ON c.pmid = t.pmid;
CREATE VIEW events AS
SELECT e.seq, e.at, e.kind, e.pmid, c.title, e.detail, e.key, e.quiet, c.relevance, c.study_type
FROM event e JOIN citation c ON c.pmid = e.pmid;
CREATE VIEW deliveries AS
SELECT d.id, d.digest, d.number, i.composed_at, i.channel, d.state, d.attempt, d.in_doubt, d.next_try,
       d.settled_at,
       (SELECT count(*) FROM outbox o WHERE o.digest = d.digest AND o.number = d.number) AS entries
FROM delivery d JOIN issue i ON i.digest = d.digest AND i.number = d.number;
CREATE VIEW runs AS
SELECT r.id, r.started, r.finished, r.outcome, r.matched, r.new, r.error, r.report FROM run r;
CREATE UNIQUE INDEX incident_open ON incident (kind) WHERE closed_at IS NULL;
CREATE VIEW incidents AS
SELECT i.id, i.kind, i.since, i.opened_at, i.closed_at, i.failed_runs FROM incident i;
CREATE INDEX citation_changed ON citation (changed);
CREATE INDEX client_at ON client (at, sealed);
CREATE INDEX outbox_event ON outbox (seq, digest);
CREATE INDEX delivery_recipient ON delivery (recipient);
CREATE INDEX delivery_message_id ON delivery (message_id);
CREATE VIEW subscribers AS
SELECT s.id, s.state, s.frequency, s.conditions, s.condition_groups, s.asked_at, s.confirmed_at, s.left_at,
       s.consent, s.source
FROM subscriber s;
COMMIT;
